package dev.octavo.runtime.metrics;

import java.io.IOException;

/** The engine's figures. */
public interface Metrics {

    /** Writes all figures in the Prometheus text format, version 0.0.4. */
    void writePrometheus(Appendable out) throws IOException;
}

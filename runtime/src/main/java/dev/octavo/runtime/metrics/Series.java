package dev.octavo.runtime.metrics;

import java.io.IOException;

/** One set of labels of a metric. */
interface Series {

    /** Writes the lines of this series. */
    void write(String name, Appendable out) throws IOException;
}

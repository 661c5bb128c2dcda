package dev.octavo.runtime.metrics;

import java.io.IOException;
import java.util.function.DoubleSupplier;

/** A number that is asked for when the figures are read. */
record Gauge(Labels labels, DoubleSupplier value) implements Series {

    @Override
    public void write(String name, Appendable out) throws IOException {
        labels.write(name, out).append(Numbers.format(value.getAsDouble())).append('\n');
    }
}

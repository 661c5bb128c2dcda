package dev.octavo.runtime.metrics;

import java.io.IOException;
import java.util.function.LongSupplier;

/** A counter that somebody else keeps; it is asked for when the figures are read. */
record ReadCounter(Labels labels, LongSupplier value) implements Series {

    @Override
    public void write(String name, Appendable out) throws IOException {
        labels.write(name, out)
                .append(Numbers.format((double) value.getAsLong()))
                .append('\n');
    }
}

package dev.octavo.runtime.metrics;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. Safe for use by any number of threads. */
public final class Counter implements Series {

    private final Labels labels;
    private final LongAdder value = new LongAdder();

    Counter(Labels labels) {
        this.labels = labels;
    }

    /** Adds one. */
    public void increment() {
        value.increment();
    }

    /** Adds what is not negative. */
    public void add(long amount) {
        value.add(amount);
    }

    /** The sum so far. */
    public long value() {
        return value.sum();
    }

    @Override
    public void write(String name, Appendable out) throws IOException {
        labels.write(name, out).append(Numbers.format((double) value.sum())).append('\n');
    }
}

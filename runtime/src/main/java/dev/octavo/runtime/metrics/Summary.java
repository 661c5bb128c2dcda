package dev.octavo.runtime.metrics;

import java.io.IOException;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts observations and adds them up, without quantiles, as Prometheus' Python client does. Safe for use by any number of threads. */
public final class Summary implements Series {

    private final Labels labels;
    private final LongAdder count = new LongAdder();
    private final DoubleAdder sum = new DoubleAdder();

    Summary(Labels labels) {
        this.labels = labels;
    }

    /** Counts one value. */
    public void observe(double value) {
        sum.add(value);
        count.increment();
    }

    @Override
    public void write(String name, Appendable out) throws IOException {
        labels.write(name + "_count", out)
                .append(Numbers.format((double) count.sum()))
                .append('\n');
        labels.write(name + "_sum", out).append(Numbers.format(sum.sum())).append('\n');
    }
}

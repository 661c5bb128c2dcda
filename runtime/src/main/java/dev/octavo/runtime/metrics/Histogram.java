package dev.octavo.runtime.metrics;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/** Counts observations by size in fixed buckets. Safe for use by any number of threads; an observation allocates nothing in the usual case. */
public final class Histogram implements Series {

    private final Labels labels;
    private final Labels[] bucketLabels;
    private final double[] bounds;
    private final AtomicLongArray counts;
    private final DoubleAdder sum = new DoubleAdder();

    /** @param bounds upper bounds, rising, without infinity */
    Histogram(Labels labels, double[] bounds) {
        this.labels = labels;
        this.bounds = bounds.clone();
        this.counts = new AtomicLongArray(bounds.length + 1);
        this.bucketLabels = new Labels[bounds.length + 1];
        for (int i = 0; i <= bounds.length; i++) {
            bucketLabels[i] =
                    labels.with("le", Numbers.format(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY));
        }
    }

    /** Counts one value. */
    public void observe(double value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        sum.add(value);
        counts.incrementAndGet(bucket);
    }

    /** Values counted so far. */
    public long count() {
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
        }
        return total;
    }

    /** Their sum. */
    public double sum() {
        return sum.sum();
    }

    @Override
    public void write(String name, Appendable out) throws IOException {
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
            bucketLabels[i]
                    .write(name + "_bucket", out)
                    .append(Numbers.format((double) total))
                    .append('\n');
        }
        labels.write(name + "_count", out)
                .append(Numbers.format((double) total))
                .append('\n');
        labels.write(name + "_sum", out).append(Numbers.format(sum.sum())).append('\n');
    }
}

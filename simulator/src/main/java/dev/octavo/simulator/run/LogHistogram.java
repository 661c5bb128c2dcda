package dev.octavo.simulator.run;

import java.util.Arrays;

/** Counts of positive numbers in buckets one percent wide, so that any number of gaps fits into a few thousand counters. */
public final class LogHistogram {

    private static final double STEP = Math.log(1.01);
    private static final double SMALLEST = 1e-9;
    private static final int BUCKETS = 4096;

    private final long[] counts = new long[BUCKETS];
    private long count;
    private double sum;

    LogHistogram() {}

    void add(double value) {
        double at = Math.log(Math.max(value, SMALLEST) / SMALLEST) / STEP;
        counts[(int) Math.min(at, BUCKETS - 1)]++;
        count++;
        sum += value;
    }

    /** How many there are. */
    public long count() {
        return count;
    }

    /** Arithmetic mean, exact; 0 if empty. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** Within one percent; 0 if empty. */
    public double percentile(double percent) {
        long wanted = Math.max(1, (long) Math.ceil(percent / 100 * count));
        long seen = 0;
        for (int i = 0; i < BUCKETS && count > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return SMALLEST * Math.exp((i + 0.5) * STEP);
            }
        }
        return 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogHistogram histogram
                && Arrays.equals(counts, histogram.counts)
                && sum == histogram.sum;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }
}

package dev.octavo.server.bench;

import java.util.Arrays;
import java.util.Collection;

/** Statistics of some measured values, defined as NumPy does: population standard deviation, percentiles by linear interpolation. All are 0 where there is no value. */
public final class Series {

    private final double[] sorted;

    private Series(double[] values) {
        sorted = values;
        Arrays.sort(sorted);
    }

    /** Statistics of a copy of the values. */
    public static Series of(double... values) {
        return new Series(values.clone());
    }

    /** Statistics of a copy of the values. */
    public static Series of(Collection<Double> values) {
        return new Series(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** How many values there are. */
    public int count() {
        return sorted.length;
    }

    /** Arithmetic mean. */
    public double mean() {
        return count() == 0 ? 0 : Arrays.stream(sorted).sum() / count();
    }

    /** The middle. */
    public double median() {
        return percentile(50);
    }

    /** Standard deviation of the population. */
    public double std() {
        if (count() == 0) {
            return 0;
        }
        double mean = mean();
        double squares = 0;
        for (double value : sorted) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / count());
    }

    /** The value below which {@code percent} (0 to 100) of the values lie. */
    public double percentile(double percent) {
        if (count() == 0) {
            return 0;
        }
        double rank = Math.clamp(percent, 0, 100) / 100 * (count() - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, count() - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
    }
}

package dev.octavo.server.bench;

import java.util.Arrays;

/** Mean, spread and percentiles of some figures; the percentiles interpolate between neighbours, as NumPy's do. */
public final class Summary {

    private final double[] sorted;

    private Summary(double[] sorted) {
        this.sorted = sorted;
    }

    /** Of these figures; an empty list gives zeros. */
    public static Summary of(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return new Summary(sorted);
    }

    /** How many there are. */
    public int count() {
        return sorted.length;
    }

    /** Arithmetic mean. */
    public double mean() {
        return Arrays.stream(sorted).average().orElse(0);
    }

    /** Standard deviation of the whole. */
    public double deviation() {
        double mean = mean();
        return Math.sqrt(Arrays.stream(sorted)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElse(0));
    }

    /** The middle. */
    public double median() {
        return percentile(50);
    }

    /** @param percent from 0 to 100 */
    public double percentile(double percent) {
        if (sorted.length == 0) {
            return 0;
        }
        double at = percent / 100 * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}

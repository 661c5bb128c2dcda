package dev.octavo.simulator.run;

import java.util.Arrays;

/** Figures in order; percentiles interpolate between neighbours, as NumPy's do. */
public final class Distribution {

    private final double[] sorted;

    private Distribution(double[] sorted) {
        this.sorted = sorted;
    }

    /** Of these figures, NaN left out. */
    public static Distribution of(double[] figures) {
        double[] sorted =
                Arrays.stream(figures).filter(figure -> !Double.isNaN(figure)).toArray();
        Arrays.sort(sorted);
        return new Distribution(sorted);
    }

    /** How many there are. */
    public int count() {
        return sorted.length;
    }

    /** Arithmetic mean; 0 if empty. */
    public double mean() {
        return Arrays.stream(sorted).average().orElse(0);
    }

    /** @param percent from 0 to 100; 0 if empty */
    public double percentile(double percent) {
        if (sorted.length == 0) {
            return 0;
        }
        double at = percent / 100 * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Distribution distribution && Arrays.equals(sorted, distribution.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }
}

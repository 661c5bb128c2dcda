package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.SelectSpec;
import java.util.List;

/** Choosing columns of rows. */
public final class SelectOracle {

    private SelectOracle() {}

    /**
     * Picks.
     *
     * @param uniform numbers in [0, 1), one per row; looked at by {@code SAMPLE} only
     * @return indices {@code [rows, count]}, and for {@code TOP_K} their values
     */
    public static List<Tensor> run(SelectSpec spec, Tensor x, double[] uniform) {
        int width = x.columns();
        Tensor indices = Tensor.zeros(x.rows(), spec.count());
        Tensor values = Tensor.zeros(x.rows(), spec.count());
        for (int row = 0; row < x.rows(); row++) {
            int[] picked = spec.method() == SelectSpec.Method.SAMPLE
                    ? new int[] {sample(x.values(), row * width, width, uniform[row])}
                    : largest(x.values(), row * width, width, spec.count());
            for (int i = 0; i < picked.length; i++) {
                indices.values()[row * spec.count() + i] = picked[i];
                values.values()[row * spec.count() + i] = rank(x.values()[row * width + picked[i]]);
            }
        }
        return spec.method() == SelectSpec.Method.TOP_K ? List.of(indices, values) : List.of(indices);
    }

    /** Indices of the largest numbers in falling order, lower indices first among equals; NaN counts as smallest. */
    public static int[] largest(double[] values, int at, int width, int count) {
        int[] best = new int[Math.min(count, width)];
        int found = 0;
        for (int i = 0; i < width; i++) {
            int place = found;
            while (place > 0 && rank(values[at + i]) > rank(values[at + best[place - 1]])) {
                place--;
            }
            if (place < best.length) {
                found = Math.min(found + 1, best.length);
                System.arraycopy(best, place, best, place + 1, found - place - 1);
                best[place] = i;
            }
        }
        return best;
    }

    private static double rank(double value) {
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }

    /**
     * First column at which the running sum exceeds u times the whole sum; the last column of positive probability if none does, 0 if there is none. Negative numbers and NaN count
     * as 0.
     */
    private static int sample(double[] p, int at, int width, double u) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += probability(p[at + i]);
        }
        double running = 0;
        int last = 0;
        for (int i = 0; i < width; i++) {
            running += probability(p[at + i]);
            last = p[at + i] > 0 ? i : last;
            if (running > u * sum) {
                return i;
            }
        }
        return last;
    }

    /** What a stored probability counts as. */
    public static double probability(double stored) {
        return stored > 0 ? stored : 0;
    }
}

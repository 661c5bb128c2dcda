package dev.octavo.runtime.quantize;

import dev.octavo.spi.UserException;

/**
 * Up to {@value #LANES} groups of {@value #GROUP} weights side by side: weight i of group b stands at {@code i * LANES + b}. So what is computed per group runs over neighbours in memory, which the compiler turns into
 * vector instructions, and every group is summed in the same order.
 */
final class BlockLanes {

    static final int LANES = 256;
    static final int GROUP = 32;

    /** The largest f16, since scales and minima are stored so. */
    private static final float LIMIT = 65504;

    final float[] weights = new float[GROUP * LANES];

    /** Per group: the smallest weight or zero, and the largest or zero. */
    final float[] smallest = new float[LANES];

    final float[] largest = new float[LANES];
    private int groups;

    /** Groups that are filled. */
    int groups() {
        return groups;
    }

    /**
     * Fills the first {@code count} groups.
     *
     * @throws UserException if a weight is no number or too large; the message does not say where
     */
    void load(float[] from, int at, int count) {
        groups = count;
        for (int b = 0; b < count; b++) {
            int start = at + b * GROUP;
            for (int i = 0; i < GROUP; i++) {
                weights[i * LANES + b] = from[start + i];
            }
        }
        bounds();
        check();
    }

    /** All lanes are gone through, so that loops have a fixed length; what is in unused ones does not matter. */
    private void bounds() {
        java.util.Arrays.fill(smallest, 0);
        java.util.Arrays.fill(largest, 0);
        for (int i = 0; i < GROUP; i++) {
            for (int b = 0; b < LANES; b++) {
                float w = weights[i * LANES + b];
                smallest[b] = Math.min(smallest[b], w);
                largest[b] = Math.max(largest[b], w);
            }
        }
    }

    private void check() {
        for (int b = 0; b < groups; b++) {
            if (!(smallest[b] >= -LIMIT && largest[b] <= LIMIT)) {
                boolean number = Float.isFinite(smallest[b]) && Float.isFinite(largest[b]);
                throw new UserException(
                        number
                                ? "holds weights beyond " + (int) LIMIT + ", more than the scales of blocks can be"
                                : "holds weights that are infinite or not a number");
            }
        }
    }

    /** Half to even, for magnitudes below 2<sup>22</sup>. A sum and a difference become vector instructions, unlike {@code Math.rint}. */
    static float round(float value) {
        return (value + 12582912f) - 12582912f;
    }
}

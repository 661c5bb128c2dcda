package dev.octavo.runtime.sample;

/**
 * Sums of blocks of weights, and draws by them. A draw adds up blocks and then looks into one block only. Within a block, eight numbers each are added in f32, lane by lane
 * (which becomes vector instructions), and the lanes in f64: the relative error stays near 1e-7, and the order of additions does not depend on the machine. Reuses its
 * arrays; not thread-safe.
 */
final class BlockSums {

    private static final int LANES = 64;
    private static final int BLOCK = 8 * LANES;

    private final float[] lanes = new float[LANES];
    private final double[] sums;

    BlockSums(int capacity) {
        sums = new double[Math.ceilDiv(capacity, BLOCK)];
    }

    /** Sums the first {@code count} weights and remembers the sums of their blocks. */
    double total(float[] weights, int count) {
        double total = 0;
        for (int block = 0; block * BLOCK < count; block++) {
            int from = block * BLOCK;
            sums[block] = from + BLOCK <= count ? whole(weights, from) : part(weights, from, count);
            total += sums[block];
        }
        return total;
    }

    private double whole(float[] w, int from) {
        float[] sum = lanes;
        for (int j = 0; j < LANES; j++) {
            int i = from + j;
            sum[j] = ((w[i] + w[i + LANES]) + (w[i + 2 * LANES] + w[i + 3 * LANES]))
                    + ((w[i + 4 * LANES] + w[i + 5 * LANES]) + (w[i + 6 * LANES] + w[i + 7 * LANES]));
        }
        return part(sum, 0, LANES);
    }

    /** Four interleaved sums, because one would wait for itself. */
    private static double part(float[] w, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += w[i];
            b += w[i + 1];
            c += w[i + 2];
            d += w[i + 3];
        }
        for (; i < to; i++) {
            a += w[i];
        }
        return (a + b) + (c + d);
    }

    /**
     * The first index at which the running sum passes a target; of the last that weighs anything if rounding leaves none.
     *
     * @param weights as given to {@link #total}, which was called before
     * @param target in [0, total)
     */
    int find(float[] weights, int count, double target) {
        double left = target;
        int last = 0;
        for (int block = 0; block * BLOCK < count; block++) {
            if (sums[block] <= left || sums[block] == 0) {
                last = sums[block] > 0 ? block : last;
                left -= sums[block];
                continue;
            }
            return within(weights, block, count, left);
        }
        return within(weights, last, count, Double.POSITIVE_INFINITY);
    }

    private static int within(float[] weights, int block, int count, double target) {
        double passed = 0;
        int last = 0;
        int end = Math.min(count, (block + 1) * BLOCK);
        for (int i = block * BLOCK; i < end; i++) {
            if (weights[i] > 0) {
                last = i;
                passed += weights[i];
                if (passed > target) {
                    return i;
                }
            }
        }
        return last;
    }
}

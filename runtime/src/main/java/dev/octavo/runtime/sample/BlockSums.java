package dev.octavo.runtime.sample;

/**
 * Sums of blocks of weights, and draws by them. A draw adds up blocks and then looks into one block only. A weight counts as a whole number, so sums are exact: a token does not depend on the order of additions, and
 * devices that draw ({@link dev.octavo.spi.op.DrawSpec}) choose the same. Reuses its arrays; not thread-safe.
 */
final class BlockSums {

    private static final int BLOCK = 512;

    private final long[] sums;

    BlockSums(int capacity) {
        sums = new long[Math.ceilDiv(capacity, BLOCK)];
    }

    /** What a weight from 0 to 1 counts: its multiple of 2^-40. */
    static long count(float weight) {
        return (long) (weight * 0x1p40f);
    }

    /** What a sum of counts stands for. */
    static double weight(long counted) {
        return counted * 0x1p-40;
    }

    /** Sums the first {@code count} weights and remembers the sums of their blocks. */
    long total(float[] weights, int count) {
        long total = 0;
        for (int block = 0; block * BLOCK < count; block++) {
            sums[block] = sum(weights, block * BLOCK, Math.min(count, (block + 1) * BLOCK));
            total += sums[block];
        }
        return total;
    }

    private static long sum(float[] weights, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += count(weights[i]);
        }
        return sum;
    }

    /**
     * The first index at which the running sum passes a target.
     *
     * @param weights as given to {@link #total}, which was called before
     * @param target from 0 to the total less one
     */
    int find(float[] weights, int count, long target) {
        long left = target;
        for (int block = 0; block * BLOCK < count; block++) {
            if (sums[block] > left) {
                return within(weights, block * BLOCK, left);
            }
            left -= sums[block];
        }
        throw new IllegalArgumentException("a target of " + target + " is not below the total");
    }

    private static int within(float[] weights, int from, long target) {
        int i = from;
        for (long passed = count(weights[i]); passed <= target; passed += count(weights[i])) {
            i++;
        }
        return i;
    }
}

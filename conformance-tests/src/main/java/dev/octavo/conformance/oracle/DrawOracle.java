package dev.octavo.conformance.oracle;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Drawing columns from logits ({@link dev.octavo.spi.op.DrawSpec}), with exact sums of weights in double. */
public final class DrawOracle {

    private static final double UNIT = 0x1p40;

    private DrawOracle() {}

    /**
     * Draws.
     *
     * @param x logits
     * @param settings temperature, min_p, top_p of each row
     * @param draws top_k, upper and lower bits of the random number of each row
     * @return indices {@code [rows, 1]}
     */
    public static Tensor run(Tensor x, double[] settings, int[] draws) {
        Tensor indices = Tensor.zeros(x.rows(), 1);
        int width = x.columns();
        for (int row = 0; row < x.rows(); row++) {
            double[] logits = java.util.Arrays.copyOfRange(x.values(), row * width, (row + 1) * width);
            long random = ((long) draws[3 * row + 1] << 27) + draws[3 * row + 2];
            indices.values()[row] = draw(
                    logits, settings[3 * row], settings[3 * row + 1], settings[3 * row + 2], draws[3 * row], random);
        }
        return indices;
    }

    private static int draw(double[] x, double temperature, double minP, double topP, int topK, long random) {
        int refusal = refusal(x);
        if (refusal < 0) {
            return refusal;
        }
        int[] order = order(x);
        if (temperature == 0) {
            return SelectOracle.largest(x, 0, x.length, 1)[0];
        }
        long[] weights = weights(x, temperature, minP, topK);
        if (topP < 1) {
            keepNucleus(weights, order, topP);
        }
        long total = LongShare.sum(weights);
        long target = LongShare.of(total, random, 53);
        long running = 0;
        for (int i = 0; i < x.length; i++) {
            running += weights[i];
            if (running > target) {
                return i;
            }
        }
        throw new IllegalStateException("no column of a sum of " + total);
    }

    private static int refusal(double[] x) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : x) {
            if (Double.isNaN(logit)) {
                return -1;
            }
            largest = Math.max(largest, logit);
        }
        return Double.isFinite(largest) ? 0 : largest > 0 ? -2 : -3;
    }

    /** Columns in falling order of logits, the higher first among equals. */
    private static int[] order(double[] x) {
        return IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -(x[i] + 0.0))
                        .thenComparing(Comparator.reverseOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static long[] weights(double[] x, double temperature, double minP, int topK) {
        int[] order = order(x);
        double highest = x[order[0]];
        double least = topK > 0 && topK < x.length ? x[order[topK - 1]] : Double.NEGATIVE_INFINITY;
        long[] weights = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            double weight = Math.exp((x[i] - highest) / temperature);
            weights[i] = weight < minP || x[i] < least ? 0 : (long) (weight * UNIT);
        }
        return weights;
    }

    private static void keepNucleus(long[] weights, int[] order, double topP) {
        long total = LongShare.sum(weights);
        long share = (long) (topP * 0x1p32);
        long mass = Math.max(1, LongShare.roundedUp(total, share, 32));
        long before = 0;
        for (int column : order) {
            long weight = weights[column];
            if (before >= mass) {
                weights[column] = 0;
            }
            before += weight;
        }
    }

    /** Products of 64 bits and more. */
    private static final class LongShare {

        static long sum(long[] weights) {
            return IntStream.range(0, weights.length).mapToLong(i -> weights[i]).sum();
        }

        static long of(long total, long factor, int bits) {
            return product(total, factor).shiftRight(bits).longValueExact();
        }

        static long roundedUp(long total, long factor, int bits) {
            return product(total, factor)
                    .add(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE))
                    .shiftRight(bits)
                    .longValueExact();
        }

        private static BigInteger product(long a, long b) {
            return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
        }
    }
}

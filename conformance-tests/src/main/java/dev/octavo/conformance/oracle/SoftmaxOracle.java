package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.SoftmaxSpec;

/** Softmax of rows. */
public final class SoftmaxOracle {

    private SoftmaxOracle() {}

    /** Softmax of {@code scale * x}, or its logarithm. */
    public static Tensor run(SoftmaxSpec spec, Tensor x) {
        int width = x.columns();
        double[] out = new double[x.values().length];
        for (int at = 0; at < out.length; at += width) {
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < width; i++) {
                max = Math.max(max, spec.scale() * x.values()[at + i]);
            }
            row(spec, x.values(), out, at, width, max);
        }
        return x.with(out);
    }

    private static void row(SoftmaxSpec spec, double[] x, double[] out, int at, int width, double max) {
        boolean empty = max == Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < width && !empty; i++) {
            sum += Math.exp(spec.scale() * x[at + i] - max);
        }
        for (int i = 0; i < width; i++) {
            double logarithm = empty ? Double.NEGATIVE_INFINITY : spec.scale() * x[at + i] - max - Math.log(sum);
            out[at + i] = spec.logarithm() ? logarithm : Math.exp(logarithm);
        }
    }
}

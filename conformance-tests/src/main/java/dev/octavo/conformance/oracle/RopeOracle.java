package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.RopeSpec;

/** Rotary position embedding. */
public final class RopeOracle {

    private RopeOracle() {}

    /**
     * Rotates.
     *
     * @param x {@code [tokens, heads, headDim]}
     * @param positions {@code [tokens]}
     * @param cos {@code [positions, rotaryDim / 2]}
     * @param sin of cos's shape
     */
    public static Tensor run(RopeSpec spec, Tensor x, int[] positions, Tensor cos, Tensor sin) {
        int pairs = spec.rotaryDim() / 2;
        boolean halves = spec.pairing() == RopeSpec.Pairing.HALVES;
        double[] out = x.values().clone();
        for (int row = 0; row < x.allRows(); row++) {
            int table = positions[row / x.rows()] * pairs;
            int at = row * x.columns();
            for (int j = 0; j < pairs; j++) {
                int first = at + (halves ? j : 2 * j);
                int second = at + (halves ? j + pairs : 2 * j + 1);
                double c = cos.values()[table + j];
                double s = sin.values()[table + j];
                out[first] = x.values()[first] * c - x.values()[second] * s;
                out[second] = x.values()[second] * c + x.values()[first] * s;
            }
        }
        return x.with(out);
    }
}

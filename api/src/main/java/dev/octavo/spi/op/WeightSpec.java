package dev.octavo.spi.op;

import dev.octavo.tensor.WeightFormat;

/**
 * A weight matrix {@code W[n, k]}, one row per output feature, as checkpoints store linear layers.
 *
 * @param n output features
 * @param k input features
 * @param format how the numbers are stored
 * @param experts how many such matrices; 1 for a plain linear layer
 */
public record WeightSpec(int n, int k, WeightFormat format, int experts) {

    /** Refuses empty matrices. */
    public WeightSpec {
        if (n < 1 || k < 1 || experts < 1) {
            throw new IllegalArgumentException(
                    "weights need n, k and experts of at least 1: n=" + n + ", k=" + k + ", experts=" + experts);
        }
    }

    /** One matrix. */
    public WeightSpec(int n, int k, WeightFormat format) {
        this(n, k, format, 1);
    }
}

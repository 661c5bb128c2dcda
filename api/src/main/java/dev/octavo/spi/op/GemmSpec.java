package dev.octavo.spi.op;

import dev.octavo.tensor.DType;
import java.util.List;

/**
 * {@code out[m, n] = epilogue(a[m, k] * W[n, k]^T)}.
 *
 * @param weights what W is
 * @param activation type of a
 * @param output type of out
 * @param maxRows largest m
 * @param precision how freely it may round
 * @param epilogue what is done before storing
 */
public record GemmSpec(
        WeightSpec weights,
        DType activation,
        DType output,
        int maxRows,
        ComputePrecision precision,
        List<Epilogue> epilogue) {

    /** Keeps a copy. */
    public GemmSpec {
        epilogue = List.copyOf(epilogue);
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows must be at least 1, not " + maxRows);
        }
    }

    /** Columns of the output: n, or n/2 behind a gate. */
    public int outputColumns() {
        boolean gated = epilogue.stream().anyMatch(Epilogue.Gate.class::isInstance);
        return gated ? weights.n() / 2 : weights.n();
    }
}

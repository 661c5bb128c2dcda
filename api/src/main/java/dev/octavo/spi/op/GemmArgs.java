package dev.octavo.spi.op;

import dev.octavo.spi.TensorRef;
import java.util.List;
import java.util.Optional;

/**
 * Operands of a matrix product.
 *
 * @param a {@code [m, k]}, rows may be strided
 * @param weights W, loaded by the same backend for the spec's weights
 * @param out {@code [m, outputColumns]}, rows may be strided
 * @param operands tensors of the epilogue, in its order: a bias is f32, {@code [n]} or for several experts {@code [experts, n]} (n/2 columns behind a gate); a residual has the output's type and shape
 * @param expertOffsets for more than one expert: I32 {@code [experts + 1]}, rows {@code [o[e], o[e+1])} of a use expert e; rows of no expert are not written
 */
public record GemmArgs(
        TensorRef a, Weights weights, TensorRef out, List<TensorRef> operands, Optional<TensorRef> expertOffsets) {

    /** Keeps a copy. */
    public GemmArgs {
        operands = List.copyOf(operands);
    }

    /** Without epilogue operands and experts. */
    public GemmArgs(TensorRef a, Weights weights, TensorRef out) {
        this(a, weights, out, List.of(), Optional.empty());
    }
}

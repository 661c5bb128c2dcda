package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * {@code out = a (op) b}.
 *
 * <p>Inputs: a {@code [rows, width]}, b {@code [rows, width]} or, broadcast, {@code [1, width]}. Outputs: {@code [rows, width]}, which may be a or b itself.
 *
 * @param operation what is done
 * @param broadcast whether b is one row for all
 * @param width columns
 * @param left type of a
 * @param right type of b
 * @param output type of the output
 */
public record ElementwiseSpec(Operation operation, boolean broadcast, int width, DType left, DType right, DType output)
        implements TensorOpSpec {

    /** What is done. */
    public enum Operation {
        /** a + b. */
        ADD,
        /** a - b. */
        SUBTRACT,
        /** a * b. */
        MULTIPLY
    }
}

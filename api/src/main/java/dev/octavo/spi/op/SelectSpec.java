package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * Picks columns of each row.
 *
 * <p>Inputs: x {@code [rows, width]}; for {@code SAMPLE}, x holds probabilities and a second input f32 {@code [rows]} uniform numbers u in [0, 1).
 * Outputs: I32 {@code [rows, count]} indices; for {@code TOP_K} also f32 {@code [rows, count]} values.
 *
 * @param method how they are picked
 * @param width columns
 * @param count how many are picked per row; 1 unless {@code TOP_K}
 * @param input type of x
 */
public record SelectSpec(Method method, int width, int count, DType input) implements TensorOpSpec {

    /** How columns are picked. */
    public enum Method {
        /** The largest; the lowest index among equals. */
        ARGMAX,
        /** The {@code count} largest in falling order; lower indices first among equals. */
        TOP_K,
        /** The first column at which the running sum of probabilities exceeds u times their sum. */
        SAMPLE
    }
}

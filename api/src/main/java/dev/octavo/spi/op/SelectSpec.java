package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * Picks columns of each row.
 *
 * <p>Inputs: x {@code [rows, width]}; for {@code SAMPLE}, x holds probabilities and a second input f32 {@code [rows]} uniform numbers u in [0, 1).
 * Outputs: I32 {@code [rows, count]} indices; for {@code TOP_K} also f32 {@code [rows, count]} values.
 *
 * <p>NaN counts as negative infinity, and {@code TOP_K} gives it as such; a row of nothing else gives index 0 ({@code TOP_K}: the lowest indices).
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
        /**
         * The first column at which the running sum of probabilities exceeds u times their sum; negative numbers and NaN count as 0. Where nothing exceeds it (a sum of 0, or rounding with u near 1), the last
         * column of positive probability, or column 0 if there is none.
         */
        SAMPLE
    }
}

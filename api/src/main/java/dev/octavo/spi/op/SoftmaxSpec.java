package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * {@code out = softmax(scale * x)} over the columns of each row. Entries of negative infinity give 0; a row of nothing else gives zeros (their logarithms, negative infinity, where those are wanted).
 *
 * <p>Inputs: x {@code [rows, width]}. Outputs: f32 {@code [rows, width]}, which may be x itself.
 *
 * @param width columns
 * @param logarithm whether the logarithm of the result is stored instead
 * @param scale factor
 * @param input type of x
 */
public record SoftmaxSpec(int width, boolean logarithm, float scale, DType input) implements TensorOpSpec {}

package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * Converts element types, rounding to nearest, ties to even.
 *
 * <p>Inputs: x {@code [rows, width]}. Outputs: {@code [rows, width]}.
 *
 * @param width columns
 * @param input type of x
 * @param output type of the output
 */
public record CastSpec(int width, DType input, DType output) implements TensorOpSpec {}

package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * {@code out = function(x)}, or with a gate {@code out = function(gate) * x}.
 *
 * <p>Inputs: x {@code [rows, width]}; or gate {@code [rows, width]}, x {@code [rows, width]}. Outputs: {@code [rows, width]}, which may be an input itself.
 *
 * @param function applied to each element
 * @param gated whether there is a gate
 * @param width columns
 * @param input type of the inputs
 * @param output type of the output
 */
public record ActivationSpec(ActivationFunction function, boolean gated, int width, DType input, DType output)
        implements TensorOpSpec {}

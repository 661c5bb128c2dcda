package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * {@code out = x / sqrt(mean(x^2) + epsilon) * (weightOffset + weight)} over the columns of each row (Zhang and Sennrich 2019, arXiv:1910.07467).
 *
 * <p>Inputs: x {@code [batch, rows, width]}, weight {@code [width]}. Outputs: out, of x's shape (it may be x itself); with {@code addResidual} also
 * the residual, of x's shape: first {@code residual += x} (rounded to its type), then the residual is normalised in place of x.
 *
 * @param width columns
 * @param epsilon added to the mean square
 * @param weightOffset 0, or 1 for models that store {@code weight - 1}
 * @param addResidual whether x is first added to a residual
 * @param input type of x and residual
 * @param weight type of weight
 * @param output type of out
 */
public record RmsNormSpec(
        int width, float epsilon, float weightOffset, boolean addResidual, DType input, DType weight, DType output)
        implements TensorOpSpec {}

package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * {@code out = (x - mean) / sqrt(variance + epsilon) * weight + bias} over the columns of each row (Ba et al. 2016, arXiv:1607.06450); the variance is the biased one.
 *
 * <p>Inputs: x {@code [batch, rows, width]}, weight {@code [width]} if any, bias {@code [width]} if any. Outputs: out, of x's shape (it may be x itself); with
 * {@code addResidual} also the residual, as in {@link RmsNormSpec}.
 *
 * @param width columns
 * @param epsilon added to the variance
 * @param hasWeight whether there is a weight
 * @param hasBias whether there is a bias
 * @param addResidual whether x is first added to a residual
 * @param input type of x and residual
 * @param weight type of weight and bias
 * @param output type of out
 */
public record LayerNormSpec(
        int width,
        float epsilon,
        boolean hasWeight,
        boolean hasBias,
        boolean addResidual,
        DType input,
        DType weight,
        DType output)
        implements TensorOpSpec {}

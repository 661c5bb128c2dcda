package dev.octavo.spi.op;

/** Pointwise functions of a network. */
public enum ActivationFunction {
    /** {@code x / (1 + exp(-x))}. */
    SILU,
    /** {@code x * Phi(x)} with the normal distribution function. */
    GELU,
    /** {@code 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
    GELU_TANH,
    /** {@code x * sigmoid(1.702 x)}. */
    GELU_QUICK,
    /** {@code max(x, 0)}. */
    RELU,
    /** {@code max(x, 0)^2}. */
    RELU_SQUARED,
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** {@code tanh(x)}. */
    TANH
}

package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.ActivationFunction;

/** Pointwise functions. */
public final class Functions {

    private Functions() {}

    /** Applies a function of a network. */
    public static double apply(ActivationFunction function, double x) {
        return switch (function) {
            case SILU -> x * sigmoid(x);
            case GELU -> x * normalDistribution(x);
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case GELU_QUICK -> x * sigmoid(1.702 * x);
            case RELU -> Math.max(x, 0);
            case RELU_SQUARED -> Math.max(x, 0) * Math.max(x, 0);
            case SIGMOID -> sigmoid(x);
            case TANH -> Math.tanh(x);
        };
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** {@code cap * tanh(x / cap)}, or x where the cap is 0. */
    public static double softCap(double x, double cap) {
        return cap == 0 ? x : cap * Math.tanh(x / cap);
    }

    /** Probability that a standard normal variable is at most x, to about 15 digits. */
    public static double normalDistribution(double x) {
        double z = Math.abs(x) / Math.sqrt(2);
        double upper = z < 3 ? 0.5 - 0.5 * errorFunctionSeries(z) : 0.5 * errorFunctionTail(z);
        return x >= 0 ? 1 - upper : upper;
    }

    /** erf by Abramowitz and Stegun 7.1.6, all of whose terms are positive. */
    private static double errorFunctionSeries(double z) {
        double term = z;
        double sum = z;
        for (int n = 1; term > sum * 1e-18; n++) {
            term *= 2 * z * z / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) * sum;
    }

    /** 1 - erf by the continued fraction of Abramowitz and Stegun 7.1.14, for z of at least 3. */
    private static double errorFunctionTail(double z) {
        double fraction = z;
        for (int n = 60; n >= 1; n--) {
            fraction = z + n / 2.0 / fraction;
        }
        return Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction;
    }
}

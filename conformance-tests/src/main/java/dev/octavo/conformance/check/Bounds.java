package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.Functions;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.tensor.DType;

/**
 * How far a right result may be from the oracle before it is rounded for storing. Every bound follows from the formats and the lengths of the sums; none is tuned to a backend. The derivations are in
 * {@code docs/adr/0010-error-bounds.md}.
 *
 * <p>A sum of k products in f32 may err by {@code (8 + 2 sqrt(k)) u S}, S being the sum of the absolute terms and u the unit roundoff of f32.
 */
final class Bounds {

    /** Unit roundoff of the arithmetic that the interface asks for: f32. */
    static final double U = NumberFormat.of(DType.F32).unitRoundoff();

    /** Smallest normal number of f32. Arithmetic may take what is below it for 0, as matrix units and fast modes do: this is what one operation may lose, whatever its result. */
    static final double UNDERFLOW = Math.scalb(1.0, -126);

    private Bounds() {}

    /** Error of a sum of {@code length} terms whose absolute values add up to {@code magnitude}. */
    static double sum(int length, double magnitude) {
        return steps(length) * U * magnitude + (2.0 * length + 2) * UNDERFLOW;
    }

    /** The factor of {@link #sum}. */
    static double steps(int length) {
        return 8 + 2 * Math.sqrt(length);
    }

    /** Absolute values of a tensor. */
    static Tensor absolute(Tensor x) {
        double[] values = x.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return x.with(values);
    }

    /** Error of a pointwise function that is given x with an error. */
    static double function(ActivationFunction function, double x, double error) {
        if (Double.isInfinite(x)) {
            return 0;
        }
        double value = Math.abs(Functions.apply(function, x));
        double own = switch (function) {
            case RELU -> 0;
            case RELU_SQUARED -> 2 * value;
            // The error of the exponential grows with its argument; where it leaves the range, what is left is 0.
            case SILU, GELU_QUICK, SIGMOID -> 8 * (1 + Math.abs(x)) * value + UNDERFLOW / U * (1 + Math.abs(x));
            // 1 + tanh and 1 + erf cancel for negative x.
            case GELU, GELU_TANH -> 8 * (value + Math.abs(x));
            case TANH -> 8 * (1 + value);
        };
        return own * U + (error == 0 ? 0 : slope(function, x, error) * error) + 4 * UNDERFLOW;
    }

    /** Bound of the function's slope near x. */
    private static double slope(ActivationFunction function, double x, double error) {
        return switch (function) {
            case RELU, TANH -> 1;
            case RELU_SQUARED -> 2 * (Math.max(x, 0) + error);
            case SIGMOID -> 0.25;
            case SILU, GELU, GELU_TANH, GELU_QUICK -> 1.2;
        };
    }

    /** Error of {@code cap * tanh(x / cap)}. */
    static double softCap(double x, double cap, double error) {
        return error + 8 * U * (cap + Math.abs(x));
    }
}

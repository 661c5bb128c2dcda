package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.Functions;
import dev.octavo.conformance.oracle.GemmOracle;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;

/** Carries a product and the error that f32 arithmetic may have made through the steps of an epilogue. */
final class GemmBounds {

    private Tensor value;
    private double[] error;

    /**
     * @param product exact result
     * @param activations a
     * @param terms absolute terms of each weight
     * @param starts rows of each expert
     */
    GemmBounds(GemmSpec spec, Tensor product, Tensor activations, double[][] terms, int[] starts) {
        this.value = product;
        Tensor magnitude = GemmOracle.product(spec, Bounds.absolute(activations), terms, starts);
        this.error = new double[product.values().length];
        double inputs = inputRoundoff(spec);
        for (int i = 0; i < error.length; i++) {
            double size = magnitude.values()[i];
            // A column that is not looked at has no number, and may hold any.
            error[i] = Double.isNaN(size)
                    ? Double.POSITIVE_INFINITY
                    : Bounds.sum(spec.weights().k(), size) + inputs * size;
        }
        if (spec.precision() == ComputePrecision.INT8_ACTIVATIONS) {
            addQuantisation(GemmOracle.product(spec, largest(activations), terms, starts));
        }
    }

    /** What the spec allows to lose before anything is multiplied: bf16 has 8 significant bits. */
    private static double inputRoundoff(GemmSpec spec) {
        if (spec.precision() != ComputePrecision.REDUCED_INPUTS) {
            return 0;
        }
        double bf16 = NumberFormat.of(DType.BF16).unitRoundoff();
        double weights = spec.weights().format().equals(WeightFormat.dense(DType.F32)) ? bf16 : 0;
        double activations = spec.activation() == DType.F32 ? bf16 : 0;
        return weights + activations + weights * activations;
    }

    /** Each activation is off by half a step of 1/127 of its row's largest, and the step itself may be kept in f16. */
    private void addQuantisation(Tensor largestTimesTerms) {
        double step = 0.5 / 127 + NumberFormat.of(DType.F16).unitRoundoff();
        for (int i = 0; i < error.length; i++) {
            error[i] += step * largestTimesTerms.values()[i];
        }
    }

    /** Every number replaced by the largest absolute one of its row. */
    private static Tensor largest(Tensor a) {
        double[] result = new double[a.values().length];
        for (int row = 0; row < a.rows(); row++) {
            double largest = 0;
            for (int i = 0; i < a.columns(); i++) {
                largest = Math.max(largest, Math.abs(a.values()[row * a.columns() + i]));
            }
            java.util.Arrays.fill(result, row * a.columns(), (row + 1) * a.columns(), largest);
        }
        return a.with(result);
    }

    Tensor value() {
        return value;
    }

    double[] error() {
        return error;
    }

    void step(Epilogue step, Tensor operand) {
        Tensor after = GemmOracle.step(step, value, operand);
        double[] grown = new double[after.values().length];
        for (int i = 0; i < grown.length; i++) {
            double x = value.values()[i];
            double rounding = 2 * Bounds.U * Math.abs(after.values()[i]);
            grown[i] = switch (step) {
                case Epilogue.Bias(), Epilogue.AddResidual() -> error[i] + rounding;
                case Epilogue.Scale(float factor) -> error[i] * Math.abs(factor) + rounding;
                case Epilogue.SoftCap(float cap) -> Bounds.softCap(x, cap, error[i]);
                case Epilogue.Activate(var function) -> Bounds.function(function, x, error[i]);
                case Epilogue.Gate gate -> gateError(gate, i, after.columns()) + rounding;
            };
        }
        value = after;
        error = grown;
    }

    private double gateError(Epilogue.Gate gate, int index, int half) {
        int at = index / half * value.columns() + index % half;
        double gateValue = Functions.apply(gate.function(), value.values()[at]);
        double gateError = Bounds.function(gate.function(), value.values()[at], error[at]);
        double factor = Math.abs(value.values()[at + half]);
        return gateError * (factor + error[at + half]) + Math.abs(gateValue) * error[at + half];
    }
}

package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.Functions;
import dev.octavo.conformance.oracle.GemmOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.Epilogue;

/** Carries a product and the error that f32 arithmetic may have made through the steps of an epilogue. */
final class GemmBounds {

    private Tensor value;
    private double[] error;

    /**
     * @param product exact result
     * @param magnitude sums of absolute products
     * @param k length of the sums
     */
    GemmBounds(Tensor product, Tensor magnitude, int k) {
        this.value = product;
        this.error = new double[product.values().length];
        for (int i = 0; i < error.length; i++) {
            error[i] = Bounds.sum(k, magnitude.values()[i]);
        }
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
            double rounding = Bounds.U * Math.abs(after.values()[i]);
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

package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import java.util.List;

/** Matrix products with their epilogues. */
public final class GemmOracle {

    private GemmOracle() {}

    /**
     * {@code epilogue(a W^T)}.
     *
     * @param a {@code [m, k]}
     * @param weights rows of W, {@code [experts * n][k]}; null for rows that are not wanted, whose column is NaN
     * @param expertOffsets {@code [experts + 1]}: rows of a for each expert; ignored for one expert
     * @param operands tensors of the epilogue, in its order; a bias is {@code [experts, columns]}
     * @return {@code [m, outputColumns]}; rows of no expert are 0 before the epilogue
     */
    public static Tensor run(GemmSpec spec, Tensor a, double[][] weights, int[] expertOffsets, List<Tensor> operands) {
        return epilogue(spec, product(spec, a, weights, expertOffsets), expertOffsets, operands);
    }

    /** The steps of an epilogue, one after the other. */
    public static Tensor epilogue(GemmSpec spec, Tensor sums, int[] expertOffsets, List<Tensor> operands) {
        Tensor product = sums;
        int next = 0;
        for (Epilogue step : spec.epilogue()) {
            Tensor operand = product;
            if (step instanceof Epilogue.Bias || step instanceof Epilogue.AddResidual) {
                operand = operands.get(next++);
            }
            product = step(
                    step,
                    product,
                    step instanceof Epilogue.Bias ? biasRows(operand, sums.rows(), expertOffsets) : operand);
        }
        return product;
    }

    /**
     * A bias as one row for each row of the product.
     *
     * @param bias {@code [experts, n]}
     * @param rows rows of the product; those of no expert get none
     * @param expertOffsets ignored for one expert
     */
    public static Tensor biasRows(Tensor bias, int rows, int[] expertOffsets) {
        Tensor out = Tensor.zeros(rows, bias.columns());
        for (int expert = 0; expert < bias.rows(); expert++) {
            int from = bias.rows() == 1 ? 0 : expertOffsets[expert];
            int end = bias.rows() == 1 ? rows : expertOffsets[expert + 1];
            for (int row = from; row < end; row++) {
                System.arraycopy(
                        bias.values(), expert * bias.columns(), out.values(), row * bias.columns(), bias.columns());
            }
        }
        return out;
    }

    /** The product alone, {@code [m, n]}. */
    public static Tensor product(GemmSpec spec, Tensor a, double[][] weights, int[] expertOffsets) {
        int n = spec.weights().n();
        Tensor out = Tensor.zeros(a.rows(), n);
        if (spec.weights().experts() == 1) {
            multiply(a, 0, a.rows(), weights, 0, out);
        } else {
            for (int expert = 0; expert < spec.weights().experts(); expert++) {
                multiply(a, expertOffsets[expert], expertOffsets[expert + 1], weights, expert * n, out);
            }
        }
        return out;
    }

    private static void multiply(Tensor a, int firstRow, int endRow, double[][] weights, int firstWeight, Tensor out) {
        int k = a.columns();
        for (int column = 0; column < out.columns(); column++) {
            double[] weight = weights[firstWeight + column];
            for (int row = firstRow; row < endRow; row++) {
                double sum = weight == null ? Double.NaN : 0;
                for (int i = 0; i < k && weight != null; i++) {
                    sum += a.values()[row * k + i] * weight[i];
                }
                out.values()[row * out.columns() + column] = sum;
            }
        }
    }

    /** One step; the operand, of x's shape, is looked at only by steps that need one. */
    public static Tensor step(Epilogue step, Tensor x, Tensor operand) {
        if (step instanceof Epilogue.Gate gate) {
            return gate(gate, x);
        }
        double[] out = new double[x.values().length];
        for (int i = 0; i < out.length; i++) {
            double value = x.values()[i];
            out[i] = switch (step) {
                case Epilogue.Bias() -> value + operand.values()[i];
                case Epilogue.Scale scale -> value * scale.factor();
                case Epilogue.SoftCap cap -> Functions.softCap(value, cap.cap());
                case Epilogue.Activate activate -> Functions.apply(activate.function(), value);
                case Epilogue.AddResidual() -> value + operand.values()[i];
                case Epilogue.Gate gate -> throw new IllegalArgumentException(gate + " changes the shape");
            };
        }
        return x.with(out);
    }

    private static Tensor gate(Epilogue.Gate gate, Tensor x) {
        int half = x.columns() / 2;
        Tensor out = Tensor.zeros(x.rows(), half);
        for (int row = 0; row < x.rows(); row++) {
            for (int column = 0; column < half; column++) {
                double gateValue = x.values()[row * x.columns() + column];
                double value = x.values()[row * x.columns() + half + column];
                out.values()[row * half + column] = Functions.apply(gate.function(), gateValue) * value;
            }
        }
        return out;
    }
}

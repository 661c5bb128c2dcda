package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NormOracle;
import dev.octavo.conformance.oracle.RopeOracle;
import dev.octavo.conformance.oracle.SoftmaxOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.DrawSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.spi.op.TensorOpSpec;
import java.util.List;

/** Errors that f32 arithmetic may make in the remaining operators, before the result is rounded for storing. */
final class OpBounds {

    private OpBounds() {}

    /** Whether the result's bits are certain: it is chosen or copied, not computed. */
    static boolean isExact(TensorOpSpec spec) {
        return switch (spec) {
            case CastSpec cast -> true;
            case SelectSpec select -> true;
            case DrawSpec draw -> true;
            case GatherSpec gather -> gather.scale() == 1;
            default -> false;
        };
    }

    /** Allowed error of each element of an output. */
    static double[] error(TensorOpSpec spec, List<Tensor> inputs, List<Tensor> before, int output, Tensor expected) {
        return switch (spec) {
            case GatherSpec gather -> relative(expected, 2);
            case ElementwiseSpec elementwise -> relative(expected, 2);
            case RmsNormSpec norm -> relative(expected, 2 + Bounds.steps(norm.width()));
            case LayerNormSpec norm -> layerNorm(norm, inputs, expected);
            case RopeSpec rope -> rope(rope, inputs, before.get(output));
            case ActivationSpec activation -> activation(activation, inputs, expected);
            case SoftmaxSpec softmax -> softmax(softmax, inputs.get(0), expected);
            case ExpertRouteSpec route -> route(route, inputs.get(0), expected);
            case CastSpec cast -> throw new IllegalArgumentException(cast + " is exact");
            case SelectSpec select -> throw new IllegalArgumentException(select + " is exact");
            case DrawSpec draw -> throw new IllegalArgumentException(draw + " is exact");
            case ChainSpec chain -> throw new IllegalArgumentException("judge the steps of " + chain);
        };
    }

    private static double[] relative(Tensor expected, double roundings) {
        double[] error = new double[expected.values().length];
        for (int i = 0; i < error.length; i++) {
            error[i] = roundings * Bounds.U * Math.abs(expected.values()[i]);
        }
        return error;
    }

    private static double[] layerNorm(LayerNormSpec norm, List<Tensor> inputs, Tensor expected) {
        Tensor x = inputs.get(0);
        int width = x.columns();
        double[] error = new double[expected.values().length];
        for (int at = 0; at < error.length; at += width) {
            double mean = NormOracle.mean(x.values(), at, width);
            double deviation = Math.sqrt(NormOracle.variance(x.values(), at, width, mean) + norm.epsilon());
            double size = 0;
            for (int i = 0; i < width; i++) {
                size += Math.abs(x.values()[at + i]) / width;
            }
            for (int i = 0; i < width; i++) {
                double weight = norm.hasWeight() ? Math.abs(inputs.get(1).values()[i]) : 1;
                double bias = norm.hasBias()
                        ? Math.abs(inputs.get(norm.hasWeight() ? 2 : 1).values()[i])
                        : 0;
                double terms = (Math.abs(x.values()[at + i]) + size) / deviation * weight + bias;
                error[at + i] = 2 * Bounds.sum(width, terms);
            }
        }
        return error;
    }

    private static double[] rope(RopeSpec rope, List<Tensor> inputs, Tensor x) {
        // The oracle on absolute values, with the sine's sign such that nothing cancels, gives the size of the terms.
        double[] size = new double[x.values().length];
        int[] positions = inputs.get(0).integers();
        Tensor absolute = Bounds.absolute(x);
        Tensor cos = Bounds.absolute(inputs.get(1));
        Tensor sin = Bounds.absolute(inputs.get(2));
        Tensor plus = RopeOracle.run(rope, absolute, positions, cos, sin);
        Tensor minus = RopeOracle.run(rope, absolute, positions, cos, negative(sin));
        for (int i = 0; i < size.length; i++) {
            size[i] = 4 * Bounds.U * Math.max(plus.values()[i], minus.values()[i]);
        }
        return size;
    }

    private static Tensor negative(Tensor x) {
        double[] values = x.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = -values[i];
        }
        return x.with(values);
    }

    private static double[] activation(ActivationSpec activation, List<Tensor> inputs, Tensor expected) {
        double[] error = relative(expected, activation.gated() ? 2 : 0);
        for (int i = 0; i < error.length; i++) {
            double function =
                    Bounds.function(activation.function(), inputs.get(0).values()[i], 0);
            error[i] += activation.gated() ? function * Math.abs(inputs.get(1).values()[i]) : function;
        }
        return error;
    }

    /** The error of an exponential grows with the size of its argument, that of the sum is the mean of them. */
    private static double[] softmax(SoftmaxSpec softmax, Tensor x, Tensor expected) {
        int width = x.columns();
        SoftmaxSpec plain = new SoftmaxSpec(width, false, softmax.scale(), softmax.input());
        double[] p = SoftmaxOracle.run(plain, x).values();
        double[] error = new double[p.length];
        for (int at = 0; at < p.length; at += width) {
            double largest = 0;
            double mean = 0;
            for (int i = 0; i < width; i++) {
                if (p[at + i] > 0) {
                    double size = Math.abs(softmax.scale() * x.values()[at + i]);
                    largest = Math.max(largest, size);
                    mean += p[at + i] * size;
                }
            }
            for (int i = 0; i < width; i++) {
                double relative = Bounds.sum(width, 1 + 2 * largest + mean);
                double reference = expected.values()[at + i];
                error[at + i] = !softmax.logarithm()
                        ? relative * reference + 2 * Bounds.UNDERFLOW
                        : Double.isInfinite(reference) ? 0 : relative + Bounds.U * Math.abs(reference);
            }
        }
        return error;
    }

    private static double[] route(ExpertRouteSpec route, Tensor logits, Tensor expected) {
        double largest = 0;
        for (double logit : logits.values()) {
            largest = Math.max(largest, Math.abs(logit));
        }
        return relative(expected, Bounds.steps(route.experts()) * (1 + 3 * largest));
    }
}

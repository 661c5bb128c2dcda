package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Normalisation of rows. */
public final class NormOracle {

    private NormOracle() {}

    /** {@code residual + x}, rounded to the residual's type as both norms ask for. */
    public static Tensor addResidual(Tensor residual, Tensor x, DType type) {
        NumberFormat format = NumberFormat.of(type);
        double[] sum = new double[x.values().length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = format.round(residual.values()[i] + x.values()[i]);
        }
        return x.with(sum);
    }

    /** RMS norm of x, any residual added before. */
    public static Tensor rms(RmsNormSpec spec, Tensor x, Tensor weight) {
        int width = x.columns();
        double[] out = new double[x.values().length];
        for (int at = 0; at < out.length; at += width) {
            double squares = 0;
            for (int i = 0; i < width; i++) {
                squares += x.values()[at + i] * x.values()[at + i];
            }
            double factor = 1 / Math.sqrt(squares / width + spec.epsilon());
            for (int i = 0; i < width; i++) {
                out[at + i] = x.values()[at + i] * factor * (spec.weightOffset() + weight.values()[i]);
            }
        }
        return x.with(out);
    }

    /** Layer norm of x, any residual added before. */
    public static Tensor layer(LayerNormSpec spec, Tensor x, @Nullable Tensor weight, @Nullable Tensor bias) {
        int width = x.columns();
        double[] out = new double[x.values().length];
        for (int at = 0; at < out.length; at += width) {
            double mean = mean(x.values(), at, width);
            double deviation = Math.sqrt(variance(x.values(), at, width, mean) + spec.epsilon());
            for (int i = 0; i < width; i++) {
                double normal = (x.values()[at + i] - mean) / deviation;
                double scaled = weight == null ? normal : normal * weight.values()[i];
                out[at + i] = bias == null ? scaled : scaled + bias.values()[i];
            }
        }
        return x.with(out);
    }

    /** Mean of a row. */
    public static double mean(double[] values, int at, int width) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += values[at + i];
        }
        return sum / width;
    }

    /** Biased variance of a row. */
    public static double variance(double[] values, int at, int width, double mean) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += (values[at + i] - mean) * (values[at + i] - mean);
        }
        return sum / width;
    }
}

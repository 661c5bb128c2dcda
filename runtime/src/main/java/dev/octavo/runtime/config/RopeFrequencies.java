package dev.octavo.runtime.config;

import java.util.List;

/**
 * Inverse frequencies of rotary embeddings, every step rounded to binary32 where PyTorch rounds (transformers 5.18,
 * {@code modeling_rope_utils.py}), so that angles agree to the bit even at large positions.
 */
final class RopeFrequencies {

    private RopeFrequencies() {}

    /**
     * @param rope what to compute
     * @param longContext for longrope, whether the factors for long contexts are used
     */
    static float[] inverse(RopeConfig rope, boolean longContext) {
        int dim = rope.rotaryDim();
        float[] powers = powers((float) rope.theta(), dim);
        return switch (rope.scaling()) {
            case RopeScaling.Default none -> reciprocal(powers);
            case RopeScaling.Dynamic dynamic -> reciprocal(powers);
            case RopeScaling.Linear linear -> divided(reciprocal(powers), (float) linear.factor());
            case RopeScaling.Yarn yarn -> yarn(yarn, rope.theta(), dim, powers);
            case RopeScaling.Llama3 llama -> llama3(llama, reciprocal(powers));
            case RopeScaling.LongRope scaling ->
                longRope(longContext ? scaling.longFactor() : scaling.shortFactor(), powers);
        };
    }

    /** Dynamic NTK for a sequence of {@code length}, more than the original one. */
    static float[] dynamic(RopeConfig rope, RopeScaling.Dynamic scaling, int length) {
        int dim = rope.rotaryDim();
        float stretched = (float) scaling.factor() * length / scaling.originalMax() - (float) (scaling.factor() - 1);
        double exponent = (double) dim / (dim - 2);
        float grown = (float) Math.pow(stretched, exponent);
        return reciprocal(powers((float) rope.theta() * grown, dim));
    }

    private static float[] powers(float base, int dim) {
        float[] exponents = new float[dim / 2];
        for (int i = 0; i < exponents.length; i++) {
            exponents[i] = (float) (2 * i) / dim;
        }
        return Float32Pow.powers(base, exponents);
    }

    private static float[] reciprocal(float... values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = 1 / values[i];
        }
        return result;
    }

    private static float[] divided(float[] values, float by) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= by;
        }
        return values;
    }

    private static float[] yarn(RopeScaling.Yarn yarn, double theta, int dim, float... powers) {
        double low = correctionDim(yarn.betaFast(), yarn, theta, dim);
        double high = correctionDim(yarn.betaSlow(), yarn, theta, dim);
        if (yarn.truncate()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, dim - 1);
        if (low == high) {
            high += 0.001; // as the reference: no division by zero
        }
        float[] result = new float[powers.length];
        for (int i = 0; i < result.length; i++) {
            float ramp = Math.clamp((i - (float) low) / (float) (high - low), 0f, 1f);
            float kept = 1 - ramp;
            float interpolated = 1 / ((float) yarn.factor() * powers[i]);
            result[i] = interpolated * (1 - kept) + 1 / powers[i] * kept;
        }
        return result;
    }

    private static double correctionDim(double rotations, RopeScaling.Yarn yarn, double theta, int dim) {
        return dim * Math.log(yarn.originalMax() / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private static float[] llama3(RopeScaling.Llama3 llama, float... inverse) {
        float factor = (float) llama.factor();
        double lowWavelength = llama.originalMax() / llama.lowFreq();
        double highWavelength = llama.originalMax() / llama.highFreq();
        float[] result = new float[inverse.length];
        for (int i = 0; i < result.length; i++) {
            float wavelength = 1 / inverse[i] * (float) (2 * Math.PI);
            if (wavelength > (float) lowWavelength) {
                result[i] = inverse[i] / factor;
            } else if (wavelength < (float) highWavelength) {
                result[i] = inverse[i];
            } else {
                float smooth = (1 / wavelength * llama.originalMax() - (float) llama.lowFreq())
                        / (float) (llama.highFreq() - llama.lowFreq());
                result[i] = (1 - smooth) * inverse[i] / factor + smooth * inverse[i];
            }
        }
        return result;
    }

    private static float[] longRope(List<Double> factors, float... powers) {
        float[] result = new float[powers.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = 1 / (factors.get(i).floatValue() * powers[i]);
        }
        return result;
    }
}

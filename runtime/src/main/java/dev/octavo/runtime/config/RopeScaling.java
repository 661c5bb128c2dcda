package dev.octavo.runtime.config;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How rotary embeddings are stretched beyond the context a model was first trained for. Named after {@code rope_type} in
 * {@code config.json}; the arithmetic is {@link RopeTable}'s.
 */
public sealed interface RopeScaling {

    /** What cosines and sines are multiplied by, so that attention logits grow by its square. */
    default double attentionScale() {
        return 1;
    }

    /** {@code default}: none. */
    record Default() implements RopeScaling {}

    /** {@code linear}: positions divided by {@code factor}. */
    record Linear(double factor) implements RopeScaling {}

    /**
     * {@code dynamic}: NTK-aware, the base grows with the length.
     *
     * @param factor the stretch
     * @param originalMax length up to which nothing changes; the reference takes {@code max_position_embeddings}
     */
    record Dynamic(double factor, int originalMax) implements RopeScaling {}

    /**
     * {@code yarn}: high frequencies kept, low ones interpolated, a ramp between them (arXiv 2309.00071).
     *
     * @param factor the stretch
     * @param originalMax length before it
     * @param betaFast rotations over {@code originalMax} above which a frequency is kept
     * @param betaSlow rotations below which a frequency is interpolated
     * @param attentionFactor the attention scale if given
     * @param mscale DeepSeek's numerator of the attention scale, 0 if not given
     * @param mscaleAllDim DeepSeek's denominator, 0 if not given
     * @param truncate whether the ends of the ramp are rounded to whole dimensions
     */
    record Yarn(
            double factor,
            int originalMax,
            double betaFast,
            double betaSlow,
            OptionalDouble attentionFactor,
            double mscale,
            double mscaleAllDim,
            boolean truncate)
            implements RopeScaling {

        @Override
        public double attentionScale() {
            if (attentionFactor.isPresent()) {
                return attentionFactor.getAsDouble();
            }
            return mscale != 0 && mscaleAllDim != 0 ? mscaled(mscale) / mscaled(mscaleAllDim) : mscaled(1);
        }

        private double mscaled(double by) {
            return factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1;
        }
    }

    /**
     * {@code llama3}: wavelengths beyond the original context divided by {@code factor}, short ones kept, a smooth step between them.
     *
     * @param factor the stretch
     * @param lowFreq wavelengths above {@code originalMax / lowFreq} are stretched
     * @param highFreq wavelengths below {@code originalMax / highFreq} are kept
     * @param originalMax length before it
     */
    record Llama3(double factor, double lowFreq, double highFreq, int originalMax) implements RopeScaling {}

    /**
     * {@code longrope}: one factor a frequency, a list for short and one for long contexts (arXiv 2402.13753).
     *
     * @param shortFactor factors up to {@code originalMax}
     * @param longFactor factors beyond
     * @param originalMax length before the stretch
     * @param factor the stretch that the attention scale is computed from
     * @param attentionFactor the attention scale if given
     */
    record LongRope(
            List<Double> shortFactor,
            List<Double> longFactor,
            int originalMax,
            double factor,
            OptionalDouble attentionFactor)
            implements RopeScaling {

        public LongRope {
            shortFactor = List.copyOf(shortFactor);
            longFactor = List.copyOf(longFactor);
        }

        @Override
        public double attentionScale() {
            if (attentionFactor.isPresent()) {
                return attentionFactor.getAsDouble();
            }
            return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalMax));
        }
    }
}

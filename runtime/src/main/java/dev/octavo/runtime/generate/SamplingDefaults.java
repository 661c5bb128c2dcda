package dev.octavo.runtime.generate;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a request gets where it does not say, from the model's {@code generation_config.json}.
 *
 * @param temperature default temperature
 * @param topP default top_p
 * @param topK default top_k
 * @param minP default min_p
 * @param repetitionPenalty default repetition penalty
 * @param maxTokens default and limit of new tokens, where the model states one
 */
public record SamplingDefaults(
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalDouble minP,
        OptionalDouble repetitionPenalty,
        OptionalInt maxTokens) {

    /** Nothing stated. */
    public static SamplingDefaults none() {
        return new SamplingDefaults(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty());
    }
}

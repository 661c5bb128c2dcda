package dev.octavo.runtime.config;

import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * {@code generation_config.json}: how a model's authors want it sampled. Everything is optional; what is absent is the server's choice.
 *
 * @param doSample false asks for greedy decoding
 * @param temperature from 0
 * @param topP nucleus, above 0 and at most 1
 * @param topK candidates kept; 0 keeps all
 * @param minP least probability relative to the best, from 0 to 1
 * @param repetitionPenalty above 0; 1 is none
 * @param maxNewTokens from 1
 * @param tokens special tokens; these extend or replace those of {@code config.json}
 */
public record GenerationConfig(
        Optional<Boolean> doSample,
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalDouble minP,
        OptionalDouble repetitionPenalty,
        OptionalInt maxNewTokens,
        SpecialTokens tokens) {

    /** Says nothing. */
    public static final GenerationConfig EMPTY = new GenerationConfig(
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            new SpecialTokens(OptionalInt.empty(), List.of(), OptionalInt.empty()));

    private static final double MAX_FACTOR = 1000;

    /**
     * Reads the file of a model's directory; {@link #EMPTY} if there is none.
     *
     * @throws UserException if it is not JSON or a value is out of range
     */
    public static GenerationConfig read(Path directory) {
        return JsonFiles.readIfPresent(directory.resolve("generation_config.json"))
                .map(GenerationConfig::of)
                .orElse(EMPTY);
    }

    static GenerationConfig of(ConfigObject config) {
        return new GenerationConfig(
                config.has("do_sample") ? Optional.of(config.flag("do_sample")) : Optional.empty(),
                number(config, "temperature", 0, MAX_FACTOR),
                number(config, "top_p", Double.MIN_VALUE, 1),
                // -1 is vLLM's way to keep all.
                config.has("top_k")
                        ? OptionalInt.of(Math.max(0, config.int32("top_k", -1, Integer.MAX_VALUE)))
                        : OptionalInt.empty(),
                number(config, "min_p", 0, 1),
                number(config, "repetition_penalty", Double.MIN_VALUE, MAX_FACTOR),
                config.has("max_new_tokens")
                        ? OptionalInt.of(config.int32("max_new_tokens", 1, Integer.MAX_VALUE))
                        : OptionalInt.empty(),
                SpecialTokens.read(config));
    }

    private static OptionalDouble number(ConfigObject config, String name, double min, double max) {
        return config.has(name) ? OptionalDouble.of(config.float64(name, min, max)) : OptionalDouble.empty();
    }
}

package dev.octavo.runtime.sample;

import dev.octavo.spi.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are chosen and when to stop; names and meaning as in vLLM.
 *
 * @param n completions of one prompt, 1 to {@value #MAX_N}
 * @param temperature below 1e-5 means greedy
 * @param topP smallest set of tokens whose probability reaches this, in (0, 1]
 * @param topK most likely tokens kept; 0 or -1 for all
 * @param minP tokens less likely than this share of the most likely one are dropped, in [0, 1]
 * @param repetitionPenalty divides (or multiplies) logits of tokens in prompt or output, above 0
 * @param frequencyPenalty subtracted per occurrence in the output, in [-2, 2]
 * @param presencePenalty subtracted once for each token in the output, in [-2, 2]
 * @param logitBias added to logits, token id to bias in [-100, 100]
 * @param allowedTokenIds if not empty, all other tokens are impossible
 * @param badWords token sequences that must not be completed
 * @param seed makes the choice repeatable in any batch
 * @param stop texts that end the output
 * @param stopTokenIds tokens that end the output
 * @param includeStopInOutput whether a stop text is part of the output
 * @param ignoreEos whether end-of-sequence tokens are ordinary tokens
 * @param minTokens before so many, neither end-of-sequence nor stop tokens can be chosen
 * @param maxTokens most tokens of the output, at least 1
 * @param logprobs alternatives to report per output token; 0 for the chosen one only, -1 for the whole vocabulary; empty for no log-probabilities
 * @param promptLogprobs the same for prompt tokens
 * @param logprobTokenIds if not empty, report these very tokens in place of the most likely ones
 * @param logprobsMode what is reported; empty for what the engine is set to
 * @param repetitionDetection ends outputs that repeat themselves
 * @param skipSpecialTokens whether special tokens are left out of the text
 * @param spacesBetweenSpecialTokens false to run neighbouring special tokens together, where the tokenizer would part them by a space
 */
public record SamplingParams(
        int n,
        float temperature,
        float topP,
        int topK,
        float minP,
        float repetitionPenalty,
        float frequencyPenalty,
        float presencePenalty,
        Map<Integer, Float> logitBias,
        List<Integer> allowedTokenIds,
        List<List<Integer>> badWords,
        OptionalLong seed,
        List<String> stop,
        List<Integer> stopTokenIds,
        boolean includeStopInOutput,
        boolean ignoreEos,
        int minTokens,
        int maxTokens,
        OptionalInt logprobs,
        OptionalInt promptLogprobs,
        List<Integer> logprobTokenIds,
        Optional<LogprobsMode> logprobsMode,
        Optional<RepetitionDetection> repetitionDetection,
        boolean skipSpecialTokens,
        boolean spacesBetweenSpecialTokens) {

    /** Most completions of one prompt. */
    public static final int MAX_N = 128;

    /** Most entries of {@link #logprobTokenIds()}. */
    public static final int MAX_LOGPROB_TOKEN_IDS = 128;

    /** Below this temperature the most likely token is taken. */
    public static final float GREEDY_TEMPERATURE = 1e-5f;

    /** Checks every range; the message names the field. */
    public SamplingParams {
        logitBias = Map.copyOf(logitBias);
        allowedTokenIds = List.copyOf(allowedTokenIds);
        badWords = badWords.stream().map(List::copyOf).toList();
        stop = List.copyOf(stop);
        stopTokenIds = List.copyOf(stopTokenIds);
        logprobTokenIds = List.copyOf(logprobTokenIds);
        require(n >= 1 && n <= MAX_N, "n", n, "an integer from 1 to " + MAX_N);
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "a number from 0 to 100");
        require(topP > 0 && topP <= 1, "top_p", topP, "a number above 0, at most 1");
        require(topK >= -1, "top_k", topK, "-1 or 0 (all), or at least 1");
        require(minP >= 0 && minP <= 1, "min_p", minP, "a number from 0 to 1");
        require(
                repetitionPenalty > 0 && repetitionPenalty <= 100,
                "repetition_penalty",
                repetitionPenalty,
                "a number above 0, at most 100");
        require(Math.abs(frequencyPenalty) <= 2, "frequency_penalty", frequencyPenalty, "a number from -2 to 2");
        require(Math.abs(presencePenalty) <= 2, "presence_penalty", presencePenalty, "a number from -2 to 2");
        for (Map.Entry<Integer, Float> bias : logitBias.entrySet()) {
            require(bias.getKey() >= 0, "logit_bias", bias.getKey(), "a token id of at least 0");
            require(Math.abs(bias.getValue()) <= 100, "logit_bias", bias.getValue(), "a number from -100 to 100");
        }
        require(maxTokens >= 1, "max_tokens", maxTokens, "at least 1");
        require(
                minTokens >= 0 && minTokens <= maxTokens,
                "min_tokens",
                minTokens,
                "from 0 to max_tokens (" + maxTokens + ")");
        requireWidth("logprobs", logprobs);
        requireWidth("prompt_logprobs", promptLogprobs);
        require(
                logprobTokenIds.size() <= MAX_LOGPROB_TOKEN_IDS,
                "logprob_token_ids",
                logprobTokenIds.size() + " tokens",
                "a list of at most " + MAX_LOGPROB_TOKEN_IDS + " tokens");
        for (String text : stop) {
            require(!text.isEmpty(), "stop", "\"\"", "a text that is not empty");
        }
    }

    private static void requireWidth(String field, OptionalInt width) {
        require(width.orElse(0) >= -1, field, width.orElse(0), "at least 0, or -1 for the whole vocabulary");
    }

    private static void require(boolean ok, String field, Object value, String expected) {
        if (!ok) {
            throw new UserException(field + " must be " + expected + ", but is " + value);
        }
    }

    /** Where log-probabilities of output tokens are to be kept; null if none are asked for. */
    public @Nullable LogprobLog outputLog(int vocabulary) {
        if (!logprobTokenIds.isEmpty()) {
            return LogprobLog.listing(
                    logprobTokenIds.stream().mapToInt(Integer::intValue).toArray());
        }
        return log(logprobs, vocabulary);
    }

    /** The same for prompt tokens. */
    public @Nullable LogprobLog promptLog(int vocabulary) {
        return log(promptLogprobs, vocabulary);
    }

    private static @Nullable LogprobLog log(OptionalInt width, int vocabulary) {
        if (width.isEmpty()) {
            return null;
        }
        return new LogprobLog(width.getAsInt() < 0 ? vocabulary : width.getAsInt());
    }

    /** Whether the most likely token is always taken. */
    public boolean isGreedy() {
        return temperature < GREEDY_TEMPERATURE;
    }

    /** A builder with vLLM's defaults: temperature 1, everything else off, 16 tokens. */
    public static SamplingParamsBuilder builder() {
        return new SamplingParamsBuilder();
    }
}

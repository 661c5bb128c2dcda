package dev.octavo.server.openai;

import dev.octavo.spi.UserException;

/**
 * What one request may ask for.
 *
 * @param maxLogprobs alternatives per token; -1 for no limit but the vocabulary
 * @param maxPrompts prompts of a completion request
 * @param maxChoices prompts times {@code n}
 * @param maxStops stop texts
 * @param maxStopChars characters of a stop text or bad word
 * @param maxListEntries entries of {@code stop_token_ids}, {@code bad_words}, {@code logit_bias}
 * @param maxMessages messages of a chat
 * @param maxJsonDepth nesting of the body
 * @param maxJsonTokens values, names and brackets of the body
 */
public record RequestLimits(
        int maxLogprobs,
        int maxPrompts,
        int maxChoices,
        int maxStops,
        int maxStopChars,
        int maxListEntries,
        int maxMessages,
        int maxJsonDepth,
        int maxJsonTokens) {

    /** Checks that none is negative. */
    public RequestLimits {
        if (maxLogprobs < -1 || maxPrompts < 1 || maxChoices < 1 || maxStops < 0 || maxStopChars < 1) {
            throw new UserException("request limits must be positive");
        }
        if (maxListEntries < 0 || maxMessages < 1 || maxJsonDepth < 4 || maxJsonTokens < 64) {
            throw new UserException("request limits must be positive");
        }
    }

    /** 20 log-probabilities, 1,024 prompts or choices, 4 stop texts, 2 million JSON tokens 128 deep. */
    public static RequestLimits defaults() {
        return new RequestLimits(20, 1024, 1024, 4, 1024, 1024, 10_000, 128, 2_000_000);
    }

    /** The same with another limit on log-probabilities. */
    public RequestLimits withMaxLogprobs(int value) {
        return new RequestLimits(
                value,
                maxPrompts,
                maxChoices,
                maxStops,
                maxStopChars,
                maxListEntries,
                maxMessages,
                maxJsonDepth,
                maxJsonTokens);
    }
}

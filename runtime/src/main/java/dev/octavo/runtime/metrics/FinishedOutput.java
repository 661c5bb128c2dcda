package dev.octavo.runtime.metrics;

/**
 * One output that ended. Times are in seconds; a negative one is not known.
 *
 * @param reason stop, length, abort or error
 * @param promptTokens tokens of the prompt
 * @param computedPromptTokens of those, how many were not found in the prefix cache
 * @param generatedTokens tokens of the output
 * @param maxTokens what was asked for at most
 * @param total since it arrived
 * @param queued from arrival until it first ran
 * @param prefill from then until the first token
 * @param decode from the first to the last token
 */
public record FinishedOutput(
        String reason,
        int promptTokens,
        int computedPromptTokens,
        int generatedTokens,
        int maxTokens,
        double total,
        double queued,
        double prefill,
        double decode) {}

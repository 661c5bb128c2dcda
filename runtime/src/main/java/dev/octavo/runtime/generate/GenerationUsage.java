package dev.octavo.runtime.generate;

/**
 * What a request took so far.
 *
 * @param promptTokens tokens of the prompt
 * @param cachedTokens of those, how many came from the prefix cache
 * @param completionTokens tokens of all outputs
 */
public record GenerationUsage(int promptTokens, int cachedTokens, int completionTokens) {}

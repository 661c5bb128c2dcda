package dev.octavo.server.bench;

/**
 * A request of a benchmark.
 *
 * @param ids tokens of the prompt
 * @param outputTokens tokens to generate, end of sequence notwithstanding
 */
public record BenchPrompt(int[] ids, int outputTokens) {}

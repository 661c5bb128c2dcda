package dev.octavo.runtime.execute;

/**
 * Sizes of a loaded model.
 *
 * @param vocabularySize columns of the logits
 * @param maxModelLength most tokens of a sequence, prompt and output together
 * @param maxTokens most tokens of a step
 * @param maxSequences most sequences of a step
 * @param blockSize tokens of a KV block
 * @param blocks KV blocks, the null block 0 included
 */
public record RunnerLimits(
        int vocabularySize, int maxModelLength, int maxTokens, int maxSequences, int blockSize, int blocks) {}

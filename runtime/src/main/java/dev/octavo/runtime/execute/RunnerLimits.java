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
 * @param kvGroups the groups of layers that share a block table
 */
public record RunnerLimits(
        int vocabularySize,
        int maxModelLength,
        int maxTokens,
        int maxSequences,
        int blockSize,
        int blocks,
        KvGroups kvGroups) {

    /** Of a model whose layers all see everything. */
    public RunnerLimits(
            int vocabularySize, int maxModelLength, int maxTokens, int maxSequences, int blockSize, int blocks) {
        this(vocabularySize, maxModelLength, maxTokens, maxSequences, blockSize, blocks, KvGroups.single());
    }
}

package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.StepBatch;

/**
 * The extents of a step. Steps of equal shape run the same commands.
 *
 * @param tokens rows of activations
 * @param sequences sequences in the batch
 * @param logitRows rows of logits
 * @param queryBound bound of the queries of one sequence
 * @param lengthBound bound of the sequence lengths; a power of two, so that a growing sequence keeps its shape for long
 */
record StepShape(int tokens, int sequences, int logitRows, int queryBound, int lengthBound) {

    /** Whether a batch has this shape. */
    boolean matches(StepBatch batch, int batchLengthBound) {
        return tokens == batch.tokens()
                && sequences == batch.sequences()
                && logitRows == batch.logitRows()
                && queryBound == batch.maxQueryLength()
                && lengthBound == batchLengthBound;
    }

    static int lengthBound(int longest, int limit) {
        return Math.min(limit, longest <= 64 ? 64 : Integer.highestOneBit(longest - 1) << 1);
    }
}

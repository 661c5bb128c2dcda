package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * Attention of ragged batches over paged KV: prefill, decode and any mixture in one operator. Query head h reads key/value head
 * {@code h / (queryHeads / kvHeads)}. Scores are {@code scale * q.k}, then the soft cap {@code c * tanh(s / c)}, then ALiBi, then mask and softmax.
 *
 * @param queryHeads query heads, a multiple of the cache's
 * @param cache what the cache holds
 * @param mask which keys are seen
 * @param scale factor of the scores
 * @param softCap cap of the scores; 0 for none
 * @param sinks whether each query head has a sink, a logit that takes part in the softmax and has no value
 * @param alibi whether each query head has a slope; {@code slope * (keyPosition - queryPosition)} is added to the score
 * @param query type of query
 * @param output type of output
 * @param maxQueryLength most queries of one sequence
 * @param maxSequences most sequences of a batch
 * @param precision whether f32 queries, and probabilities, may be rounded before they are multiplied; {@link ComputePrecision#INT8_ACTIVATIONS} is nothing that attention knows
 */
public record AttentionSpec(
        int queryHeads,
        KvLayout cache,
        AttentionMask mask,
        float scale,
        float softCap,
        boolean sinks,
        boolean alibi,
        DType query,
        DType output,
        int maxQueryLength,
        int maxSequences,
        ComputePrecision precision) {

    /** Attention of full precision. */
    public AttentionSpec(
            int queryHeads,
            KvLayout cache,
            AttentionMask mask,
            float scale,
            float softCap,
            boolean sinks,
            boolean alibi,
            DType query,
            DType output,
            int maxQueryLength,
            int maxSequences) {
        this(
                queryHeads,
                cache,
                mask,
                scale,
                softCap,
                sinks,
                alibi,
                query,
                output,
                maxQueryLength,
                maxSequences,
                ComputePrecision.STRICT);
    }

    /** Refuses head counts that do not divide, and a precision that is none of attention. */
    public AttentionSpec {
        if (queryHeads < 1 || queryHeads % cache.kvHeads() != 0) {
            throw new IllegalArgumentException(
                    queryHeads + " query heads are no multiple of " + cache.kvHeads() + " key/value heads");
        }
        if (maxQueryLength < 1 || maxSequences < 1) {
            throw new IllegalArgumentException("maxQueryLength and maxSequences must be at least 1");
        }
        if (precision == ComputePrecision.INT8_ACTIVATIONS) {
            throw new IllegalArgumentException("attention is STRICT or has REDUCED_INPUTS, it has no " + precision);
        }
    }
}

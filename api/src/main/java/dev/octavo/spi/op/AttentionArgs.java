package dev.octavo.spi.op;

import dev.octavo.spi.TensorRef;
import java.util.Optional;

/**
 * A ragged batch. Lengths and tables are device memory, so that a captured step can be replayed for other ones.
 *
 * @param query {@code [tokens, queryHeads, keyDim]}; batch entries (tokens) may be strided
 * @param cache the cache; keys and values of the queries' own tokens are already in it
 * @param layer which layer of the cache
 * @param queryStart I32 {@code [sequences + 1]}: tokens {@code [start[i], start[i+1])} belong to sequence i; an empty sequence is allowed, and its length and blocks are not looked at
 * @param sequenceLengths I32 {@code [sequences]}: tokens of each sequence in the cache, its queries included
 * @param blockTable I32 {@code [sequences, maxBlocks]}: block of tokens {@code [j * blockSize, (j+1) * blockSize)}; entries past the length are never read
 * @param maxQueryLength bound of the queries of one sequence in this batch, for sizing launches
 * @param maxSequenceLength bound of the sequence lengths in this batch, for sizing launches
 * @param sinks f32 {@code [queryHeads]}, where the spec has them
 * @param alibiSlopes f32 {@code [queryHeads]}, where the spec has them
 * @param out {@code [tokens, queryHeads, valueDim]}; batch entries may be strided; tokens of no sequence are not written
 */
public record AttentionArgs(
        TensorRef query,
        KvCache cache,
        int layer,
        TensorRef queryStart,
        TensorRef sequenceLengths,
        TensorRef blockTable,
        int maxQueryLength,
        int maxSequenceLength,
        Optional<TensorRef> sinks,
        Optional<TensorRef> alibiSlopes,
        TensorRef out) {}

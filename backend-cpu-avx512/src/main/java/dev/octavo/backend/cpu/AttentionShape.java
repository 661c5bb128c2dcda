package dev.octavo.backend.cpu;

import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;

/**
 * How attention is cut into tasks, and where a task's things lie in scratch memory. A task has the rows {@code [queries][heads]} of some queries of one sequence and of some
 * query heads that share a key/value head, so that a key or value that was read serves all of them.
 */
final class AttentionShape {

    /** Keys of a tile. Tiles start at multiples of it, counted from the sequence's first token, whatever the batch. */
    static final int TILE = 32;

    /** Rows of a task: their queries, scores and sums stay in the L2 cache. */
    private static final int MAX_ROWS = 64;

    /** Rows that kernels compute at a time. */
    private static final int ROW_BLOCK = 4;

    final int group;
    final int heads;
    final int headChunks;
    final int queries;
    final int keyDim;
    final int valueDim;
    final boolean valueInKey;

    /** Bytes from one row to the next: of queries and keys, and of values and sums. */
    final long keyStride;

    final long valueStride;
    final long queryAt;
    final long keyAt;

    /** The keys of a tile, transposed: a row for each number of a head. */
    final long turnedAt;

    final long valueAt;
    final long scoreAt;
    final long keyScaleAt;
    final long valueScaleAt;
    final long sumAt;
    final long accAt;

    AttentionShape(AttentionSpec spec, int threads) {
        KvLayout cache = spec.cache();
        keyDim = cache.keyDim();
        valueDim = cache.valueDim();
        valueInKey = cache.valueInKey();
        group = spec.queryHeads() / cache.kvHeads();
        heads = Math.min(MAX_ROWS, headsFor(cache.kvHeads(), threads));
        headChunks = Math.ceilDiv(group, heads);
        queries = Math.clamp(MAX_ROWS / heads, 1, spec.maxQueryLength());
        int rows = Math.ceilDiv(heads * queries, 4) * 4;
        // Sums are computed two vectors at a time; what lies behind a value row's end is computed and ignored.
        int step = AttentionKernels.STEP;
        valueStride = 4L * Math.ceilDiv(valueDim, step) * step;
        keyStride = Math.max(4L * Lanes.roundUp(keyDim), valueInKey ? valueStride : 0);
        queryAt = 0;
        keyAt = queryAt + rows * keyStride;
        turnedAt = keyAt + TILE * keyStride;
        valueAt = turnedAt + 4L * TILE * Lanes.roundUp(keyDim);
        scoreAt = valueAt + TILE * valueStride;
        keyScaleAt = scoreAt + rows * 4L * TILE;
        valueScaleAt = valueInKey ? keyScaleAt : keyScaleAt + 4L * TILE;
        sumAt = valueScaleAt + 4L * TILE;
        accAt = sumAt + rows * valueStride;
    }

    /** With few key/value heads, several threads share the query heads of one, and the keys in the last-level cache, so that one sequence keeps them all busy. */
    private int headsFor(int kvHeads, int threads) {
        int parts = Math.ceilDiv(threads, kvHeads);
        return Math.min(group, Math.ceilDiv(Math.ceilDiv(group, parts), ROW_BLOCK) * ROW_BLOCK);
    }

    long scratchBytes() {
        return accAt + 16L * Lanes.BYTES;
    }
}

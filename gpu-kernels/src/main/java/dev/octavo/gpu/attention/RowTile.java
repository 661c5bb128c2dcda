package dev.octavo.gpu.attention;

import dev.octavo.spi.op.AttentionSpec;

/**
 * The rows of a work-group: some queries of one sequence, and of each some heads that share a key/value head.
 *
 * @param rows most rows
 * @param rowBlock rows that a work-item of a processor computes at a time; of no meaning elsewhere
 * @param chunkHeads heads of a query
 * @param queries queries
 */
record RowTile(int rows, int rowBlock, int chunkHeads, int queries) {

    private static final int LARGEST_BLOCK = 8;
    private static final int SMALLEST_BLOCK = 4;

    /** The tile of so many rows with as many heads as share a key/value head, evenly parted where those are too many, and as many queries as fit. */
    static RowTile of(AttentionSpec spec, int rows, int mostQueries) {
        int group = group(spec);
        int chunkHeads = Math.ceilDiv(group, Math.ceilDiv(group, rows));
        int queries = Math.clamp(rows / chunkHeads, 1, mostQueries);
        int block = Math.min(LARGEST_BLOCK, chunkHeads * queries);
        for (int size = block; size >= SMALLEST_BLOCK; size--) {
            if (chunkHeads % size == 0) {
                block = size;
                break;
            }
        }
        if (chunkHeads < SMALLEST_BLOCK && queries > 1) {
            block = Math.min(LARGEST_BLOCK / chunkHeads * chunkHeads, chunkHeads * queries);
        }
        return new RowTile(rows, block, chunkHeads, queries);
    }

    /** Query heads that share a key/value head. */
    static int group(AttentionSpec spec) {
        return spec.queryHeads() / spec.cache().kvHeads();
    }

    /** Rows that a processor has room for: whole blocks. */
    int wholeBlocks() {
        return Math.ceilDiv(rows, rowBlock) * rowBlock;
    }

    /** Work-groups that the heads of a query take. */
    long headGroups(AttentionSpec spec) {
        return (long) spec.cache().kvHeads() * Math.ceilDiv(group(spec), chunkHeads);
    }
}

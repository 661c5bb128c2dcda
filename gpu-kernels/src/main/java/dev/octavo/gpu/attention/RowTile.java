package dev.octavo.gpu.attention;

import dev.octavo.spi.op.AttentionSpec;

/**
 * The rows of a work-group: some queries of one sequence, and of each some heads that share a key/value head.
 *
 * @param rows most rows
 * @param chunkHeads heads of a query
 * @param queries queries
 */
record RowTile(int rows, int chunkHeads, int queries) {

    /** The tile of so many rows with as many heads as share a key/value head, evenly parted where those are too many, and as many queries as fit. */
    static RowTile of(AttentionSpec spec, int rows, int mostQueries) {
        int group = group(spec);
        int chunkHeads = Math.ceilDiv(group, Math.ceilDiv(group, rows));
        return new RowTile(rows, chunkHeads, Math.clamp(rows / chunkHeads, 1, mostQueries));
    }

    /** Query heads that share a key/value head. */
    static int group(AttentionSpec spec) {
        return spec.queryHeads() / spec.cache().kvHeads();
    }

    /** Work-groups that the heads of a query take. */
    long headGroups(AttentionSpec spec) {
        return (long) spec.cache().kvHeads() * Math.ceilDiv(group(spec), chunkHeads);
    }
}

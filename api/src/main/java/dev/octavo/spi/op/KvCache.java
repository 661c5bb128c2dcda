package dev.octavo.spi.op;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.TensorRef;

/**
 * A pool of KV blocks. Which block belongs to which sequence is the runtime's business; arrangement and kernels are the backend's.
 *
 * <p>The canonical order of a block, for export and import: keys {@code [blockSize, kvHeads, keyDim]}, then, unless they lie in the key, values
 * {@code [blockSize, kvHeads, valueDim]}, elements of the cache's type without gaps. In I8 the scales follow, as the bytes of little-endian f32 numbers in the same vector: those of the keys {@code [blockSize, kvHeads]},
 * then, unless values lie in the key, those of the values {@code [blockSize, kvHeads]}.
 */
public interface KvCache extends AutoCloseable {

    /** What it is. */
    KvCacheSpec spec();

    /** Device bytes that it holds. */
    long byteSize();

    /** Enqueues the storing of keys and values of new tokens. */
    void append(CommandSink sink, KvAppendArgs args);

    /**
     * Enqueues copies of whole blocks in all layers.
     *
     * @param pairs I32 {@code [n, 2]}: from block, to block; no block is both source and target
     */
    void copyBlocks(CommandSink sink, TensorRef pairs);

    /**
     * Enqueues the copy of one block of one layer, in canonical order, into a tensor.
     *
     * @param out a vector of the cache's type, {@code blockBytes / type.bytes()} long
     */
    void exportBlock(CommandSink sink, int layer, int block, TensorRef out);

    /** Enqueues the reverse of {@link #exportBlock}. */
    void importBlock(CommandSink sink, int layer, int block, TensorRef in);

    /** Frees the pool; idempotent. */
    @Override
    void close();
}

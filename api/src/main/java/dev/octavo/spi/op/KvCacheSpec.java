package dev.octavo.spi.op;

/**
 * A pool of KV blocks for some layers of equal layout.
 *
 * @param layout what a layer keeps
 * @param layers number of layers; block b exists in each
 * @param blocks number of blocks
 */
public record KvCacheSpec(KvLayout layout, int layers, int blocks) {

    /** Refuses empty pools. */
    public KvCacheSpec {
        if (layers < 1 || blocks < 1) {
            throw new IllegalArgumentException(
                    "a KV cache needs a layer and a block: layers=" + layers + ", blocks=" + blocks);
        }
    }

    /** Bytes of the pool, without padding that a backend may add. */
    public long byteSize() {
        return Math.multiplyExact(Math.multiplyExact(layout.blockBytes(), (long) layers), (long) blocks);
    }
}

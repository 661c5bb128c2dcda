package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * The memory of a KV cache and where things lie in it: {@code [layer][block]}, in a block keys {@code [kvHeads][blockSize][keyDim]} and then values
 * {@code [kvHeads][blockSize][valueDim]}, so that the rows of a head are read one after the other. In I8 scales of keys {@code [kvHeads][blockSize]} follow, then scales of values.
 */
final class KvPool {

    /** Bytes of a scale. */
    static final long SCALE = 4;

    private final KvCacheSpec spec;
    private final KvLayout layout;
    private final CpuMemory owner;
    private final DeviceBuffer buffer;
    private final long keyRow;
    private final long valueRow;
    private final long valuesAt;
    private final long keyScalesAt;
    private final long valueScalesAt;
    private final long blockBytes;

    KvPool(CpuMemory memory, KvCacheSpec spec) {
        this.spec = spec;
        owner = memory;
        layout = spec.layout();
        keyRow = (long) layout.keyDim() * layout.type().bytes();
        valueRow = layout.valueInKey()
                ? 0
                : (long) layout.valueDim() * layout.type().bytes();
        valuesAt = (long) layout.kvHeads() * layout.blockSize() * keyRow;
        long rows = (long) layout.kvHeads() * layout.blockSize();
        keyScalesAt = valuesAt + rows * valueRow;
        valueScalesAt = layout.valueInKey() ? keyScalesAt : keyScalesAt + rows * SCALE;
        blockBytes = layout.blockBytes();
        buffer = memory.allocate(spec.byteSize(), MemoryKind.DEVICE, "KV cache");
    }

    boolean belongsTo(CpuCore core) {
        return owner == core.memory();
    }

    KvLayout layout() {
        return layout;
    }

    DType type() {
        return layout.type();
    }

    /** The memory; throws {@link IllegalStateException} if the cache is closed. */
    MemorySegment memory() {
        return CpuBuffer.segmentOf(owner, buffer);
    }

    long byteSize() {
        return buffer.byteSize();
    }

    long blockBytes() {
        return blockBytes;
    }

    long keyRowBytes() {
        return keyRow;
    }

    long valueRowBytes() {
        return valueRow;
    }

    /** Blocks of a layer. */
    int blocks() {
        return spec.blocks();
    }

    /** Slots of a layer. */
    long slots() {
        return (long) spec.blocks() * layout.blockSize();
    }

    /** Byte offset of a block. */
    long block(int layer, int block) {
        if (layer < 0 || layer >= spec.layers() || block < 0 || block >= spec.blocks()) {
            throw new IllegalArgumentException("the KV cache has " + spec.layers() + " layers of " + spec.blocks()
                    + " blocks; asked: layer " + layer + ", block " + block);
        }
        return ((long) layer * spec.blocks() + block) * blockBytes;
    }

    /** Byte offset of a key in a block. */
    long key(int head, int position) {
        return ((long) head * layout.blockSize() + position) * keyRow;
    }

    /** Byte offset of a value in a block. */
    long value(int head, int position) {
        return layout.valueInKey()
                ? key(head, position)
                : valuesAt + ((long) head * layout.blockSize() + position) * valueRow;
    }

    /** Byte offset of a key's scale in a block. */
    long keyScale(int head, int position) {
        return keyScalesAt + ((long) head * layout.blockSize() + position) * SCALE;
    }

    /** Byte offset of a value's scale in a block; where values lie in keys, that of the key. */
    long valueScale(int head, int position) {
        return valueScalesAt + ((long) head * layout.blockSize() + position) * SCALE;
    }

    /** Whether rows have scales. */
    boolean isScaled() {
        return layout.scalesPerToken() > 0;
    }

    /** Whether values are stored apart from keys. */
    boolean hasValues() {
        return !layout.valueInKey();
    }

    void close() {
        buffer.close();
    }
}

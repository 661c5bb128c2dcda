package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a KV cache: {@code [layer][block]}, blocks padded to {@link #ALIGNMENT} bytes, in as few allocations as the device's largest one allows, each of whole layers. How a block is arranged says {@code cache.h}.
 */
final class KvPool {

    /** Bytes that blocks are a multiple of, so that kernels may take words and vectors. */
    static final long ALIGNMENT = 16;

    private final GpuCore core;
    private final KvCacheSpec spec;
    private final KvLayout layout;
    private final long blockBytes;
    private final long layerBytes;
    private final int layersPerPart;
    private final List<GpuBuffer> parts = new ArrayList<>();

    KvPool(GpuCore core, KvCacheSpec spec) {
        this.core = core;
        this.spec = spec;
        layout = spec.layout();
        blockBytes = blockBytes(layout);
        layerBytes = Math.multiplyExact(blockBytes, spec.blocks());
        layersPerPart = Math.clamp(core.traits().maxAllocation() / layerBytes, 1, spec.layers());
        try {
            for (int layer = 0; layer < spec.layers(); layer += layersPerPart) {
                long bytes = layerBytes * Math.min(layersPerPart, spec.layers() - layer);
                parts.add(core.memory().allocate(bytes, MemoryKind.DEVICE, "KV cache"));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Whether keys of a head are arranged number by number, so that a vector holds the same number of many keys; values that lie in keys are wanted key by key. */
    static boolean keysByDim(GpuCore core, KvLayout layout) {
        return core.traits().vectors() && !layout.valueInKey();
    }

    GpuCore core() {
        return core;
    }

    KvCacheSpec spec() {
        return spec;
    }

    /** How a block is arranged, as a definition for kernels. */
    int keysByDim() {
        return keysByDim(core, layout) ? 1 : 0;
    }

    /** A kernel of {@code kv.k}; plans keep it. */
    LazyKernel kernel(String entry) {
        return core.kernel(KernelKey.of("kv", entry, "LANES", core.traits().vectors() ? 16 : 1));
    }

    /** Slots of a layer. */
    long slots() {
        return (long) spec.blocks() * layout.blockSize();
    }

    /** Bytes from a block to the next one. */
    long blockBytes() {
        return blockBytes;
    }

    private static long blockBytes(KvLayout layout) {
        long scales = (long) Float.BYTES * layout.scalesPerToken() * layout.blockSize();
        long numbers = layout.blockBytes() - scales;
        // Scales lie at a multiple of their own size.
        long wanted = Math.ceilDiv(numbers, (long) Float.BYTES) * Float.BYTES + scales;
        return Math.ceilDiv(wanted, ALIGNMENT) * ALIGNMENT;
    }

    /** Bytes of the whole pool. */
    long byteSize() {
        return Math.multiplyExact(layerBytes, spec.layers());
    }

    /** Parts of the memory. */
    int parts() {
        return parts.size();
    }

    /** Layers in a part. */
    int layers(int part) {
        return Math.min(layersPerPart, spec.layers() - part * layersPerPart);
    }

    /** Adds a part's memory to a launch: one {@code ARG}. */
    Launch part(Launch launch, int part) {
        return launch.buffer(parts.get(part).device(), 0);
    }

    /** Adds the memory of a layer, from a block on, to a launch: one {@code ARG}. */
    Launch block(Launch launch, int layer, int block) {
        long inside = layerBytes * (layer % layersPerPart) + blockBytes * block;
        return launch.buffer(parts.get(layer / layersPerPart).device(), inside);
    }

    /** Throws {@link IllegalStateException} if the cache is closed, {@link IllegalArgumentException} if it has no such layer or block. */
    void check(int layer, int block) {
        parts.forEach(GpuBuffer::device);
        if (layer < 0 || layer >= spec.layers() || block < 0 || block >= spec.blocks()) {
            throw new IllegalArgumentException("the KV cache has " + spec.layers() + " layers of " + spec.blocks()
                    + " blocks; asked: layer " + layer + ", block " + block);
        }
    }

    void close() {
        parts.forEach(GpuBuffer::close);
    }
}

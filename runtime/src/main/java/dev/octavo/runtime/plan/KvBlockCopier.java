package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies blocks in canonical order through a buffer on the device that holds one of them, which is made when the first is copied. */
final class KvBlockCopier implements BlockCopier, AutoCloseable {

    private final KvCache cache;
    private final CommandQueue queue;
    private final DeviceMemory memory;
    private final long layerBytes;
    private final int layers;
    private final List<TensorRef> layerViews = new ArrayList<>();
    private @Nullable DeviceBuffer staging;

    KvBlockCopier(KvCache cache, CommandQueue queue, DeviceMemory memory) {
        this.cache = cache;
        this.queue = queue;
        this.memory = memory;
        this.layerBytes = cache.spec().layout().blockBytes();
        this.layers = cache.spec().layers();
    }

    @Override
    public long blockBytes() {
        return Math.multiplyExact(layerBytes, (long) layers);
    }

    @Override
    public void toHost(int block, MemorySegment target) {
        DeviceBuffer buffer = staging();
        for (int layer = 0; layer < layers; layer++) {
            cache.exportBlock(queue, layer, block, layerViews.get(layer));
        }
        queue.download(buffer, 0, target);
    }

    @Override
    public void toDevice(int block, MemorySegment source) {
        queue.upload(source, staging(), 0);
        for (int layer = 0; layer < layers; layer++) {
            cache.importBlock(queue, layer, block, layerViews.get(layer));
        }
    }

    @Override
    public void await() {
        queue.await();
    }

    private DeviceBuffer staging() {
        DeviceBuffer buffer = staging;
        if (buffer == null) {
            buffer = memory.allocate(blockBytes(), MemoryKind.DEVICE, "KV block on its way");
            KvLayout layout = cache.spec().layout();
            int elements = Math.toIntExact(layerBytes / layout.type().bytes());
            for (int layer = 0; layer < layers; layer++) {
                DeviceBuffer part = buffer.slice(layer * layerBytes, layerBytes);
                layerViews.add(TensorRef.vector(part, layout.type(), elements));
            }
            staging = buffer;
        }
        return buffer;
    }

    @Override
    public void close() {
        if (staging != null) {
            staging.close();
        }
    }
}

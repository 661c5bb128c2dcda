package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Copies whole blocks in all layers; a tile is a layer. */
final class KvCopyPlan extends CpuPlan<TensorRef> {

    private final KvPool cache;
    private final int layers;
    private final RowsView pairs = new RowsView(core);
    private MemorySegment memory = MemorySegment.NULL;

    KvCopyPlan(CpuCore core, KvPool cache, int layers) {
        super(core, "kv copy");
        this.cache = cache;
        this.layers = layers;
    }

    @Override
    void bind(TensorRef args, @Nullable DeviceBuffer workspace) {
        memory = cache.memory();
        pairs.bind("pairs", args, DType.I32, 2);
    }

    @Override
    void run() {
        core.pool().run(this, layers);
    }

    @Override
    public void run(int worker, int layer) {
        for (int i = 0; i < pairs.count(); i++) {
            long from = cache.block(layer, block(i, 0));
            long to = cache.block(layer, block(i, 1));
            MemorySegment.copy(memory, from, memory, to, cache.blockBytes());
        }
    }

    private int block(int pair, int which) {
        return pairs.segment.get(ValueLayout.JAVA_INT_UNALIGNED, pairs.at(pair) + 4L * which);
    }
}

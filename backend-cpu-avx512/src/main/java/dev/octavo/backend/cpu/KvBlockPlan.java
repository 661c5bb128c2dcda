package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Moves a block of a layer between the cache's order (heads outside) and the canonical one (positions outside). */
final class KvBlockPlan extends CpuPlan<KvBlockPlan.Move> {

    /**
     * One block's way out or in.
     *
     * @param canonical the tensor outside
     * @param out whether the block is exported
     */
    record Move(int layer, int block, TensorRef canonical, boolean out) {}

    private final KvPool cache;
    private final RowsView outside = new RowsView(core);
    private MemorySegment memory = MemorySegment.NULL;
    private long block;
    private boolean out;

    KvBlockPlan(CpuCore core, KvPool cache) {
        super(core, "kv block");
        this.cache = cache;
    }

    @Override
    void bind(Move args, @Nullable DeviceBuffer workspace) {
        memory = cache.memory();
        block = cache.block(args.layer(), args.block());
        out = args.out();
        outside.bind("block", args.canonical(), cache.type());
        long elements = cache.blockBytes() / cache.type().bytes();
        if (outside.count() != 1 || outside.columns != elements) {
            throw new IllegalArgumentException("a block is a vector of " + elements + " elements, not "
                    + args.canonical().layout());
        }
    }

    @Override
    void run() {
        core.pool().run(this, 1);
    }

    @Override
    public void run(int worker, int tile) {
        KvLayout layout = cache.layout();
        long at = outside.at(0);
        for (int position = 0; position < layout.blockSize(); position++) {
            for (int head = 0; head < layout.kvHeads(); head++) {
                move(block + cache.key(head, position), at, cache.keyRowBytes());
                at += cache.keyRowBytes();
            }
        }
        for (int position = 0; cache.hasValues() && position < layout.blockSize(); position++) {
            for (int head = 0; head < layout.kvHeads(); head++) {
                move(block + cache.value(head, position), at, cache.valueRowBytes());
                at += cache.valueRowBytes();
            }
        }
        if (cache.isScaled()) {
            moveScales(layout, at);
        }
    }

    private void moveScales(KvLayout layout, long first) {
        long at = first;
        for (int position = 0; position < layout.blockSize(); position++) {
            for (int head = 0; head < layout.kvHeads(); head++) {
                move(block + cache.keyScale(head, position), at, KvPool.SCALE);
                at += KvPool.SCALE;
            }
        }
        for (int position = 0; cache.hasValues() && position < layout.blockSize(); position++) {
            for (int head = 0; head < layout.kvHeads(); head++) {
                move(block + cache.valueScale(head, position), at, KvPool.SCALE);
                at += KvPool.SCALE;
            }
        }
    }

    private void move(long inside, long canonical, long bytes) {
        if (out) {
            MemorySegment.copy(memory, inside, outside.segment, canonical, bytes);
        } else {
            MemorySegment.copy(outside.segment, canonical, memory, inside, bytes);
        }
    }
}

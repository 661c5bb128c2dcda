package dev.octavo.backend.cpu;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;

/** A pool of KV blocks in host memory. */
final class CpuKvCache implements KvCache {

    private final KvCacheSpec spec;
    private final KvPool pool;
    private final CpuPlan<KvAppendArgs> append;
    private final CpuPlan<TensorRef> copyBlocks;
    private final CpuPlan<KvBlockPlan.Move> moveBlock;

    CpuKvCache(CpuCore core, KvCacheSpec spec) {
        this.spec = spec;
        pool = new KvPool(core.memory(), spec);
        append = new KvAppendPlan(core, pool);
        copyBlocks = new KvCopyPlan(core, pool, spec.layers());
        moveBlock = new KvBlockPlan(core, pool);
    }

    KvPool pool() {
        return pool;
    }

    @Override
    public KvCacheSpec spec() {
        return spec;
    }

    @Override
    public long byteSize() {
        return pool.byteSize();
    }

    @Override
    public void append(CommandSink sink, KvAppendArgs args) {
        append.enqueue(sink, args, null);
    }

    @Override
    public void copyBlocks(CommandSink sink, TensorRef pairs) {
        copyBlocks.enqueue(sink, pairs, null);
    }

    @Override
    public void exportBlock(CommandSink sink, int layer, int block, TensorRef out) {
        moveBlock.enqueue(sink, new KvBlockPlan.Move(layer, block, out, true), null);
    }

    @Override
    public void importBlock(CommandSink sink, int layer, int block, TensorRef in) {
        moveBlock.enqueue(sink, new KvBlockPlan.Move(layer, block, in, false), null);
    }

    @Override
    public void close() {
        pool.close();
    }
}

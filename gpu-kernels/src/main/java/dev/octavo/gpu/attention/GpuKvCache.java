package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;

/** A pool of KV blocks in device memory. */
final class GpuKvCache implements KvCache {

    private final KvPool pool;
    private final KvAppendPlan append;
    private final KvCopyPlan copyBlocks;
    private final KvMovePlan moveBlock;

    GpuKvCache(GpuCore core, KvCacheSpec spec) {
        pool = new KvPool(core, spec);
        append = new KvAppendPlan(pool);
        copyBlocks = new KvCopyPlan(pool);
        moveBlock = new KvMovePlan(pool);
    }

    KvPool pool() {
        return pool;
    }

    @Override
    public KvCacheSpec spec() {
        return pool.spec();
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
        moveBlock.enqueue(sink, new KvMovePlan.Move(layer, block, out, true), null);
    }

    @Override
    public void importBlock(CommandSink sink, int layer, int block, TensorRef in) {
        moveBlock.enqueue(sink, new KvMovePlan.Move(layer, block, in, false), null);
    }

    @Override
    public void close() {
        pool.close();
    }
}

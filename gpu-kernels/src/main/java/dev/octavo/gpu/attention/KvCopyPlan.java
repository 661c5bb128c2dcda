package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuPlan;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Copies whole blocks in all layers, word by word. */
final class KvCopyPlan extends GpuPlan<TensorRef> {

    private static final int WORDS_PER_ITEM = 16;

    private final KvPool pool;
    private final LazyKernel kernel;

    KvCopyPlan(KvPool pool) {
        super(pool.core(), "kv copy");
        this.pool = pool;
        kernel = pool.kernel("copy");
    }

    @Override
    protected void enqueue(GpuSink sink, TensorRef pairs, @Nullable GpuBuffer workspace) {
        pool.check(0, 0);
        Operands.require("pairs", pairs, DType.I32, 2);
        if (pairs.layout().batch() != 1) {
            throw new IllegalArgumentException("pairs are " + pairs.layout() + ", expected a matrix");
        }
        long words = pool.blockBytes() / Long.BYTES;
        int group = Groups.forRow(core, words);
        long partWords = (long) group * (core.traits().vectors() ? words : WORDS_PER_ITEM);
        for (int part = 0; part < pool.parts(); part++) {
            Launch launch = pool.part(sink.start(kernel), part);
            Operands.memory(core, launch, pairs)
                    .i64(pairs.layout().rowStride())
                    .i32(pool.spec().blocks())
                    .i64(words)
                    .i64(partWords);
            launch.shape(pairs.layout().rows(), Math.ceilDiv(words, partWords), pool.layers(part), group, 1, 1);
            sink.submit(launch);
        }
    }
}

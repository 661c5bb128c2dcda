package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuPlan;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import org.jspecify.annotations.Nullable;

/** Stores keys and values of new tokens in the slots that a mapping names; a work-group has one head of one token. */
final class KvAppendPlan extends GpuPlan<KvAppendArgs> {

    private final KvPool pool;
    private final LazyKernel kernel;
    private final KvLayout layout;

    KvAppendPlan(KvPool pool) {
        super(pool.core(), "kv append");
        this.pool = pool;
        kernel = pool.kernel("append");
        layout = pool.spec().layout();
    }

    @Override
    protected void enqueue(GpuSink sink, KvAppendArgs args, @Nullable GpuBuffer workspace) {
        pool.check(args.layer(), 0);
        Operands.requireType("slots", args.slots(), DType.I32);
        Operands.requireRows("slots", args.slots(), 1);
        int tokens = args.slots().layout().columns();
        require("key", args.key(), tokens, layout.keyDim());
        TensorRef value = layout.valueInKey() ? args.key() : args.value();
        if (!layout.valueInKey()) {
            require("value", value, tokens, layout.valueDim());
        }
        Launch launch = sink.start(kernel);
        pool.block(launch, args.layer(), 0);
        Operands.strided(core, launch, args.key());
        Operands.strided(core, launch, value);
        Operands.memory(core, launch, args.slots());
        launch.i64(pool.slots())
                .i32(layout.kvHeads())
                .i32(layout.keyDim())
                .i32(layout.valueDim())
                .i32(layout.blockSize())
                .i64(pool.blockBytes())
                .i32(pool.keysByDim())
                .i32(KernelNumbers.of(layout.type()))
                .i32(KernelNumbers.of(args.key().type()))
                .i32(KernelNumbers.of(value.type()));
        int widest = Math.max(layout.keyDim(), layout.valueDim());
        launch.shape(tokens, layout.kvHeads(), layout.valueInKey() ? 1 : 2, Groups.forRow(core, widest), 1, 1);
        sink.submit(launch);
    }

    private void require(String what, TensorRef ref, int tokens, int columns) {
        if (!GpuKvCaches.computes(ref.type())) {
            throw new IllegalArgumentException(what + " is of type " + ref.type() + ", expected f32, f16 or bf16");
        }
        Operands.require(what, ref, ref.type(), columns);
        if (ref.layout().batch() != tokens || ref.layout().rows() != layout.kvHeads()) {
            throw new IllegalArgumentException(what + " is " + ref.layout() + ", expected " + tokens + " tokens of "
                    + layout.kvHeads() + " heads");
        }
    }
}

package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuPlan;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvLayout;
import org.jspecify.annotations.Nullable;

/** Moves a block of a layer between the pool's order and the canonical one. */
final class KvMovePlan extends GpuPlan<KvMovePlan.Move> {

    /**
     * One block's way out or in.
     *
     * @param canonical the tensor outside
     * @param out whether the block is exported
     */
    record Move(int layer, int block, TensorRef canonical, boolean out) {}

    private final KvPool pool;
    private final LazyKernel kernel;
    private final KvLayout layout;

    KvMovePlan(KvPool pool) {
        super(pool.core(), "kv move");
        this.pool = pool;
        kernel = pool.kernel("move");
        layout = pool.spec().layout();
    }

    @Override
    protected void enqueue(GpuSink sink, Move move, @Nullable GpuBuffer workspace) {
        pool.check(move.layer(), move.block());
        Operands.requireType("block", move.canonical(), layout.type());
        long numbers = layout.blockBytes() / layout.type().bytes();
        if (Operands.rows(move.canonical()) != 1 || move.canonical().layout().columns() != numbers) {
            throw new IllegalArgumentException("a block is a vector of " + numbers + " elements, not "
                    + move.canonical().layout());
        }
        Launch launch = sink.start(kernel);
        pool.block(launch, move.layer(), move.block());
        Operands.memory(core, launch, move.canonical())
                .i32(move.out() ? 1 : 0)
                .i32(layout.kvHeads())
                .i32(layout.keyDim())
                .i32(layout.valueDim())
                .i32(layout.blockSize())
                .i32(pool.keysByDim())
                .i32(layout.type().bytes())
                .i32(layout.scalesPerToken() > 0 ? 1 : 0);
        int widest = Math.max(layout.keyDim(), layout.valueDim());
        int kinds = layout.valueInKey() ? 1 : 2;
        launch.shape(layout.blockSize(), layout.kvHeads(), kinds, Groups.forRow(core, widest), 1, 1);
        sink.submit(launch);
    }
}

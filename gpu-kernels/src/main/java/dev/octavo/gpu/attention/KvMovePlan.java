package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuPlan;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
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
    private final KvLayout layout;

    KvMovePlan(KvPool pool) {
        super(pool.core(), "kv move");
        this.pool = pool;
        layout = pool.spec().layout();
    }

    @Override
    protected void enqueue(GpuSink sink, Move move, @Nullable GpuBuffer workspace) {
        pool.check(move.layer(), move.block());
        Operands.requireType("block", move.canonical(), layout.type());
        if (Operands.rows(move.canonical()) != 1 || move.canonical().layout().columns() != pool.blockNumbers()) {
            throw new IllegalArgumentException("a block is a vector of " + pool.blockNumbers() + " elements, not "
                    + move.canonical().layout());
        }
        String word = "u" + 8 * layout.type().bytes();
        Launch launch =
                sink.start(core.kernel(KernelKey.of("kv", "move", "KEYS_BY_DIM", pool.keysByDim(), "WORD", word)));
        pool.block(launch, move.layer(), move.block());
        Operands.memory(core, launch, move.canonical())
                .i32(move.out() ? 1 : 0)
                .i32(layout.kvHeads())
                .i32(layout.keyDim())
                .i32(layout.valueDim())
                .i32(layout.blockSize());
        int widest = Math.max(layout.keyDim(), layout.valueDim());
        int kinds = layout.valueInKey() ? 1 : 2;
        launch.shape(layout.blockSize(), layout.kvHeads(), kinds, Groups.forRow(core, widest), 1, 1);
        sink.submit(launch);
    }
}

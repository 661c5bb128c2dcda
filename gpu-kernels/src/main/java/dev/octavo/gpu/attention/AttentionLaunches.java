package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;

/** Fills launches of attention kernels, whose arguments are {@code ATTENTION_ARGS} of {@code attention.h}. */
final class AttentionLaunches {

    /** Work-items that share a part of the rows on a GPU. */
    private static final int LANES = 32;

    private final GpuCore core;
    private final AttentionSpec spec;
    private final Splits splits;
    private final AttentionKind kind;
    private final int causal;
    private final int window;

    AttentionLaunches(GpuCore core, AttentionSpec spec, Splits splits, AttentionKind kind) {
        this.core = core;
        this.spec = spec;
        this.splits = splits;
        this.kind = kind;
        causal = spec.mask() instanceof AttentionMask.Causal ? 1 : 0;
        window = spec.mask() instanceof AttentionMask.Causal mask ? mask.window() : 0;
    }

    /** One call's operands. */
    record Batch(AttentionArgs args, KvPool pool, GpuBuffer workspace) {}

    /** Enqueues sequences with few queries (groups are sequences) or with many (groups are tiles of queries). */
    void attention(
            GpuSink sink,
            LazyKernel kernel,
            Batch batch,
            RowTile tile,
            boolean wide,
            int narrowQueries,
            int groups,
            int splitBound) {
        Launch launch =
                fill(sink.start(kernel), batch, tile, narrowQueries, splitBound).i32(wide ? 1 : 0);
        KvLayout cache = spec.cache();
        long headGroups = tile.headGroups(spec);
        switch (kind) {
            case HOPPER ->
                launch.shape(
                        groups,
                        headGroups,
                        (long) splitBound * AttentionHopper.valueParts(cache),
                        AttentionHopper.items(wide),
                        1,
                        1);
            case UNITS ->
                launch.shape(
                        groups,
                        headGroups,
                        (long) splitBound * AttentionUnits.valueParts(cache),
                        AttentionUnits.items(core, tile.rows()),
                        1,
                        1);
            case GROUPS -> launch.shape(groups, headGroups, splitBound, LANES, AttentionShape.GROUP_ROWS, 1);
            case VECTORS -> launch.shape(groups, headGroups, splitBound, 1, 1, 1);
        }
        sink.submit(launch);
    }

    /** Enqueues the merging of splits. */
    void merge(GpuSink sink, LazyKernel kernel, Batch batch, RowTile tile, int sequences, int splitBound) {
        Launch launch = fill(sink.start(kernel), batch, tile, tile.queries(), splitBound)
                .i32(0);
        int items = Groups.forRow(core, spec.cache().valueDim());
        launch.shape((long) sequences * tile.queries(), spec.queryHeads(), 1, items, 1, 1);
        sink.submit(launch);
    }

    private Launch fill(Launch launch, Batch batch, RowTile tile, int narrowQueries, int splitBound) {
        AttentionArgs args = batch.args();
        KvLayout cache = spec.cache();
        return tensors(launch, batch)
                .i32(KernelNumbers.of(spec.query()))
                .i32(KernelNumbers.of(spec.output()))
                .i32(args.sequenceLengths().layout().columns())
                .i32(args.query().layout().batch())
                .i32(args.blockTable().layout().columns())
                .i32(batch.pool().spec().blocks())
                .i32(cache.blockSize())
                .i32(cache.kvHeads())
                .i32(RowTile.group(spec))
                .i32(tile.chunkHeads())
                .i32(tile.queries())
                .i32(narrowQueries)
                .i32(args.maxSequenceLength())
                .i32(causal)
                .i32(window)
                .i32(spec.sinks() ? 1 : 0)
                .i32(spec.alibi() ? 1 : 0)
                .f32(spec.scale())
                .f32(spec.softCap())
                .i32(splits.unit())
                .i32(splits.most())
                .i32(splitBound)
                .i64(batch.pool().blockBytes())
                .i32(cache.keyDim())
                .i32(cache.valueDim())
                .i32(cache.valueInKey() ? 1 : 0);
    }

    private Launch tensors(Launch launch, Batch batch) {
        AttentionArgs args = batch.args();
        Operands.strided(core, launch, args.query());
        Operands.strided(core, launch, args.out());
        batch.pool().block(launch, args.layer(), 0);
        Operands.memory(core, launch, args.queryStart());
        Operands.memory(core, launch, args.sequenceLengths());
        Operands.memory(core, launch, args.blockTable())
                .i64(args.blockTable().layout().rowStride());
        // What is absent is not read.
        Operands.memory(core, launch, args.sinks().orElse(args.query()));
        Operands.memory(core, launch, args.alibiSlopes().orElse(args.query()));
        return launch.buffer(batch.workspace().device(), batch.workspace().offset());
    }
}

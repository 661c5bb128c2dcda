package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuPlan;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import org.jspecify.annotations.Nullable;

/**
 * Attention of one ragged batch in up to three launches: sequences with few queries, cut along their keys; the merging of what was cut; sequences with many queries. Which
 * sequence is which the device reads from the batch.
 */
final class AttentionPlan extends GpuPlan<AttentionArgs> {

    private final AttentionSpec spec;
    private final AttentionShape shape;
    private final AttentionLaunches launches;
    private final LazyKernel single;
    private final LazyKernel narrow;
    private final LazyKernel wide;
    private final LazyKernel merge;
    private final int window;

    AttentionPlan(GpuCore core, AttentionSpec spec, String variant) {
        super(core, variant);
        this.spec = spec;
        shape = AttentionShape.of(core, spec);
        AttentionKind kind = AttentionChoice.kind(core, spec);
        launches = new AttentionLaunches(core, spec, shape.splits(), kind);
        AttentionKernels kernels = new AttentionKernels(core, spec.cache(), kind);
        single = kernels.attention(shape.single(), false);
        narrow = kernels.attention(shape.narrow(), false);
        wide = spec.maxQueryLength() > shape.narrow().queries() ? kernels.attention(shape.wide(), true) : narrow;
        merge = kernels.merge();
        window = spec.mask() instanceof AttentionMask.Causal causal ? causal.window() : 0;
    }

    @Override
    public long workspaceBytes() {
        return shape.workspaceBytes(spec);
    }

    @Override
    protected void enqueue(GpuSink sink, AttentionArgs args, @Nullable GpuBuffer workspace) {
        KvPool pool = AttentionChecks.check(core, spec, args);
        int sequences = args.sequenceLengths().layout().columns();
        int tokens = args.query().layout().batch();
        if (sequences == 0 || tokens == 0 || workspace == null) {
            return;
        }
        AttentionLaunches.Batch batch = new AttentionLaunches.Batch(args, pool, workspace);
        boolean oneEach = args.maxQueryLength() == 1;
        RowTile few = oneEach ? shape.single() : shape.narrow();
        int splits = shape.splits().bound(args.maxSequenceLength(), window);
        launches.attention(sink, oneEach ? single : narrow, batch, few, false, few.queries(), sequences, splits);
        if (splits > 1) {
            launches.merge(sink, merge, batch, few, sequences, splits);
        }
        if (args.maxQueryLength() > few.queries()) {
            RowTile many = shape.wide();
            int tiles = tokens / many.queries() + sequences;
            launches.attention(sink, wide, batch, many, true, few.queries(), tiles, 1);
        }
    }
}

package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** One matrix product, of one expert or several. */
final class GemmPlan extends CpuPlan<GemmArgs> {

    private final GemmSpec spec;
    private final ProductTiles tiles;
    private final GemmOperands operands;
    private final RowsView offsets = new RowsView();

    GemmPlan(CpuCore core, GemmSpec spec, String variant) {
        super(core, variant);
        this.spec = spec;
        operands = new GemmOperands(spec);
        tiles = core.kernels()
                .<ProductTiles>map(kernels ->
                        new NativeTiles(core, operands, kernels, CpuGemm.denseType(spec.weights()), spec.activation()))
                .orElseGet(() -> new VectorTiles(core, operands));
        core.scratch().reserve(tiles.scratchBytes());
    }

    @Override
    public long workspaceBytes() {
        return tiles.workspaceBytes(spec.maxRows());
    }

    @Override
    void bind(GemmArgs args, @Nullable DeviceBuffer workspace) {
        operands.bind(args);
        bindExperts(args);
        MemorySegment space = workspace == null ? MemorySegment.NULL : CpuBuffer.segmentOf(workspace);
        if (space.byteSize() < tiles.workspaceBytes(operands.rows())) {
            throw new IllegalArgumentException(
                    "the workspace has " + space.byteSize() + " bytes, needed are " + workspaceBytes());
        }
        tiles.bind(space);
    }

    private void bindExperts(GemmArgs args) {
        int experts = spec.weights().experts();
        if (experts == 1) {
            return;
        }
        TensorRef ref = args.expertOffsets()
                .orElseThrow(() -> new IllegalArgumentException("weights of several experts need expertOffsets"));
        offsets.bind("expertOffsets", ref, DType.I32, experts + 1);
    }

    @Override
    void run() {
        WeightSpec weights = spec.weights();
        if (weights.experts() == 1) {
            tiles.run(0, operands.rows(), 0);
            return;
        }
        for (int expert = 0; expert < weights.experts(); expert++) {
            int from = offset(expert);
            int to = offset(expert + 1);
            if (from < 0 || to > operands.rows()) {
                throw new IllegalArgumentException(
                        "expert " + expert + " has rows " + from + " to " + to + " of " + operands.rows());
            }
            tiles.run(from, to, expert * weights.n());
        }
    }

    private int offset(int expert) {
        return offsets.segment.get(ValueLayout.JAVA_INT_UNALIGNED, offsets.at(0) + 4L * expert);
    }

    @Override
    public void run(int worker, int tile) {
        throw new IllegalStateException("a matrix product runs by its tiles");
    }
}

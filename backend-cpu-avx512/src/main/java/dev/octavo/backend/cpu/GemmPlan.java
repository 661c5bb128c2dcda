package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One matrix product, of one expert or several. */
final class GemmPlan extends CpuPlan<GemmArgs> {

    private final GemmSpec spec;
    private final ProductTiles rowTiles;
    private final Optional<PanelTiles> panelTiles;
    private final GemmOperands operands;
    private final RowsView offsets = new RowsView(core);
    private final long workspaceBytes;

    /** What the bound weights are multiplied by. */
    private ProductTiles tiles;

    GemmPlan(CpuCore core, GemmSpec spec, String variant) {
        super(core, variant);
        this.spec = spec;
        operands = new GemmOperands(core, spec);
        rowTiles = core.kernels()
                .map(kernels -> rowTiles(core, operands, kernels, spec))
                .orElseGet(() -> new VectorTiles(core, operands));
        panelTiles = CpuGemm.panels(core, spec).map(functions -> new PanelTiles(core, operands, functions));
        core.scratch().reserve(rowTiles.scratchBytes());
        panelTiles.ifPresent(panels -> core.scratch().reserve(panels.scratchBytes()));
        workspaceBytes = Math.max(
                rowTiles.workspaceBytes(spec.maxRows()),
                panelTiles.map(panels -> panels.workspaceBytes(spec.maxRows())).orElse(0L));
        tiles = rowTiles;
    }

    private static ProductTiles rowTiles(CpuCore core, GemmOperands operands, NativeKernels kernels, GemmSpec spec) {
        if (NativeTiles.bothBf16(spec) && kernels.matrixUnit().isPresent()) {
            return new MatrixUnitTiles(core, operands, kernels.matrixUnit().get());
        }
        return NativeTiles.of(core, operands, kernels, spec);
    }

    @Override
    public long workspaceBytes() {
        return workspaceBytes;
    }

    @Override
    void bind(GemmArgs args, @Nullable DeviceBuffer workspace) {
        operands.bind(args);
        bindExperts(args);
        tiles = panelTiles.isPresent() && operands.weights().panels().isPresent() ? panelTiles.get() : rowTiles;
        MemorySegment space = workspace == null ? MemorySegment.NULL : CpuBuffer.segmentOf(core.memory(), workspace);
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
            operands.epilogue.selectExpert(0);
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
            operands.epilogue.selectExpert(expert);
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

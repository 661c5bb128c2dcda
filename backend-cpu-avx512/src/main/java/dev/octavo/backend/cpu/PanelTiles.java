package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.PanelFunctions;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;

/** Products of activations in 8 bits with {@linkplain WeightPanels weights in panels}. */
final class PanelTiles extends ChunkedTiles {

    private static final int FEW_ROWS = 3;
    /** Kernels take four or six rows at a time. */
    private static final int ROW_BLOCK = 12;
    /** A matrix unit takes sixteen rows, and panels are unpacked for it once a tile. */
    private static final TileSize TILE_OF_UNIT = new TileSize(512 << 10, 192);

    private final PanelFunctions functions;

    PanelTiles(CpuCore core, GemmOperands operands, PanelFunctions functions) {
        super(
                core,
                operands,
                true,
                FEW_ROWS,
                functions.rowBytes(operands.k),
                functions.inTiles() ? PanelFunctions.TILE_ROWS : ROW_BLOCK,
                PanelFunctions.COLUMNS,
                functions.inTiles() ? TILE_OF_UNIT : TILE);
        this.functions = functions;
    }

    /** Whether no output column of a product, gate or expert begins inside a panel. */
    static boolean fits(GemmSpec spec) {
        boolean gated = spec.epilogue().stream().anyMatch(Epilogue.Gate.class::isInstance);
        return (spec.weights().experts() == 1 || whole(spec.weights().n())) && (!gated || whole(spec.outputColumns()));
    }

    private static boolean whole(int columns) {
        return columns % PanelFunctions.COLUMNS == 0;
    }

    @Override
    long kernelScratchBytes() {
        return Math.max(functions.scratchBytes(operands.k), 4L * operands.k);
    }

    @Override
    void pack(int worker, int row, int count, MemorySegment to, long offset) {
        RowsView a = operands.a;
        MemorySegment m = core.scratch().of(worker);
        for (int r = 0; r < count; r++) {
            long target = offset + r * packedBytes;
            if (a.type == DType.F32) {
                functions.quantise(a.segment, a.at(row + r), operands.k, to, target);
            } else {
                operands.widenActivations(row + r, m, kernelScratch());
                functions.quantise(m, kernelScratch(), operands.k, to, target);
            }
        }
    }

    @Override
    void sums(
            MemorySegment a,
            long ao,
            long as,
            int rows,
            int first,
            int columns,
            MemorySegment m,
            MemorySegment to,
            long out,
            long outStride) {
        WeightPanels panels = operands.weights().panels().orElseThrow();
        functions.multiply(
                panels.memory(),
                panels.offset(first),
                panels.panelBytes(),
                columns,
                a,
                ao,
                as,
                rows,
                operands.k,
                to,
                out,
                outStride,
                m,
                kernelScratch());
    }
}

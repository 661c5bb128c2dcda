package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.PanelFunctions;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;

/** Products of activations in 8 bits with {@linkplain WeightPanels weights in panels}. */
final class PanelTiles extends ChunkedTiles {

    private static final int ROW_BLOCK = 4;

    private final PanelFunctions functions;

    PanelTiles(CpuCore core, GemmOperands operands, PanelFunctions functions) {
        super(core, operands, true, functions.rowBytes(operands.k), ROW_BLOCK, PanelFunctions.COLUMNS);
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
    void packRow(int worker, int row, MemorySegment to, long offset) {
        RowsView a = operands.a;
        if (a.type == DType.F32) {
            functions.quantise(a.segment, a.at(row), operands.k, to, offset);
            return;
        }
        MemorySegment m = core.scratch().of(worker);
        operands.widenActivations(row, m, kernelScratch());
        functions.quantise(m, kernelScratch(), operands.k, to, offset);
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

package dev.octavo.backend.cpu;

import java.lang.foreign.MemorySegment;

/** Products with the Vector API: tiles of columns for few rows, of rows and columns for many. Both give the same bits, see {@link DotKernels}. */
final class VectorTiles implements ProductTiles {

    private final NarrowTiles narrow;
    private final WideTiles wide;

    VectorTiles(CpuCore core, GemmOperands operands) {
        narrow = new NarrowTiles(core, operands);
        wide = new WideTiles(core, operands);
    }

    @Override
    public long scratchBytes() {
        return Math.max(narrow.scratchBytes(), wide.scratchBytes());
    }

    @Override
    public long workspaceBytes(int maxRows) {
        return wide.workspaceBytes(maxRows);
    }

    @Override
    public void bind(MemorySegment workspace) {
        wide.bind(workspace);
    }

    @Override
    public void run(int from, int to, int firstWeightRow) {
        if (to - from <= NarrowTiles.MAX_ROWS) {
            narrow.run(from, to, firstWeightRow);
        } else {
            wide.run(from, to, firstWeightRow);
        }
    }
}

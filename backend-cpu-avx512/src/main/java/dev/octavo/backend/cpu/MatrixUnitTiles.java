package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.MatrixUnit;
import java.lang.foreign.MemorySegment;

/**
 * Products of bf16 weights and activations with a matrix unit. Weights are read where they lie; activations go in groups of sixteen rows through the workspace, or in one smaller group where there are fewer, so that a single row
 * costs no more than it has.
 */
final class MatrixUnitTiles extends ChunkedTiles {

    private static final int GROUP = MatrixUnit.GROUP;

    /** Weights are copied once for the rows of a tile, a piece of k at a time; so many rows share them, of which a piece stays in the second-level cache. */
    private static final TileSize TILE = new TileSize(1 << 20, 384);

    private final MatrixUnit unit;
    private final long shortBytes;

    MatrixUnitTiles(CpuCore core, GemmOperands operands, MatrixUnit unit) {
        super(core, operands, true, GROUP, MatrixUnit.rowBytes(operands.k), 2 * GROUP, MatrixUnit.COLUMNS, TILE);
        this.unit = unit;
        shortBytes = 2L * Lanes.roundUp(operands.k);
    }

    /** Room for the rows of a group in bf16, and for one in f32; or for what a product needs. */
    @Override
    long kernelScratchBytes() {
        return Math.max(GROUP * shortBytes + 2 * shortBytes, MatrixUnit.scratchBytes(mostTileRows()));
    }

    @Override
    public long workspaceBytes(int maxRows) {
        int rows = Math.min(maxRows, CHUNK);
        return (rows < GROUP ? rows : Math.ceilDiv(rows, GROUP) * GROUP) * packedBytes;
    }

    @Override
    void pack(int worker, int row, int count, MemorySegment to, long offset) {
        MemorySegment m = core.scratch().of(worker);
        long rows = kernelScratch();
        long wide = rows + GROUP * shortBytes;
        for (int r = 0; r < count; r++) {
            operands.narrowActivations(row + r, m, wide, m, rows + r * shortBytes);
        }
        unit.pairRows(m, rows, shortBytes, count, operands.k, to, offset, group());
    }

    private int group() {
        return Math.min(GROUP, chunkRows());
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
        CpuWeights w = operands.weights();
        for (int from = first; from < first + columns; ) {
            int part = w.partOf(from);
            int end = Math.min(first + columns, w.endOf(part));
            unit.multiply(
                    w.memory(part),
                    w.offset(part, from),
                    w.rowBytes(),
                    end - from,
                    a,
                    ao,
                    group(),
                    GROUP * as,
                    rows,
                    operands.k,
                    to,
                    out + 4L * (from - first),
                    outStride,
                    m,
                    kernelScratch());
            from = end;
        }
    }
}

package dev.octavo.backend.cpu;

import java.lang.foreign.MemorySegment;

/**
 * Products of many rows. The rows of a are first widened into the workspace; then each tile of some rows x {@link #COLUMNS} outputs goes through k piece by piece, a piece
 * of a block's weight rows in the L1 cache, the rows of a in the L2 cache, the accumulators kept as whole vectors between pieces. Where there is one piece, accumulators are those of four columns, and
 * so few that tiles have twice as many rows, which halves what widening weights costs.
 */
final class WideTiles {

    private static final int COLUMNS = 32;

    /** Blocks are of five rows where registers are many, else of four, and of four weight rows. */
    private static final boolean LARGE_BLOCKS = Lanes.L >= 16;

    private static final int BLOCK_ROWS = LARGE_BLOCKS ? 5 : 4;
    private static final int BLOCK_COLUMNS = 4;
    private static final int ROWS = 15 * BLOCK_ROWS;
    private static final int ROWS_OF_ONE_PIECE = 2 * ROWS;

    /** Of k, so that the weight rows of a block stay in the L1 cache. */
    private static final int PIECE = 4096 / BLOCK_COLUMNS;

    /** Rows of a that are in the workspace at a time. */
    private static final int CHUNK = 8 * ROWS;

    private final CpuCore core;
    private final GemmOperands operands;
    private final TileTask packing = this::pack;
    private final TileTask multiplying = this::multiply;
    /** Whether all of k is one piece. */
    private final boolean onePiece;

    private final int mostTileRows;
    private final long rowBytes;
    private final long panelStride;
    private final long accAt;
    private final long sumsAt;
    private final long sumsStride;
    private MemorySegment workspace = MemorySegment.NULL;
    private int fromRow;
    private int rows;
    private int weightRow;
    private int rowTiles;
    private int tileRows;

    WideTiles(CpuCore core, GemmOperands operands) {
        this.core = core;
        this.operands = operands;
        onePiece = operands.k <= PIECE;
        mostTileRows = onePiece ? ROWS_OF_ONE_PIECE : ROWS;
        // The odd cache line keeps rows from falling on the same cache sets.
        rowBytes = 4L * Lanes.roundUp(operands.k) + CpuMemory.ALIGNMENT;
        panelStride = 4L * PIECE + CpuMemory.ALIGNMENT;
        accAt = BLOCK_COLUMNS * panelStride;
        sumsAt = accAt + (long) mostTileRows * (onePiece ? BLOCK_COLUMNS : COLUMNS) * Lanes.BYTES;
        sumsStride = 4L * COLUMNS + Lanes.BYTES;
    }

    long scratchBytes() {
        return sumsAt + (2L * mostTileRows + 1) * sumsStride;
    }

    /** Bytes of workspace for so many rows. */
    long workspaceBytes(int maxRows) {
        return maxRows <= NarrowTiles.MAX_ROWS ? 0 : wholeBlocks(Math.min(maxRows, CHUNK)) * rowBytes;
    }

    private static long wholeBlocks(int rows) {
        return (long) Math.ceilDiv(rows, BLOCK_ROWS) * BLOCK_ROWS;
    }

    void bind(MemorySegment space) {
        workspace = space;
    }

    /** Multiplies rows {@code [from, to)} of a with the weights from {@code firstWeightRow} on. */
    void run(int from, int to, int firstWeightRow) {
        weightRow = firstWeightRow;
        for (int at = from; at < to; at += CHUNK) {
            fromRow = at;
            rows = Math.min(CHUNK, to - at);
            tileRows = (int) wholeBlocks(Math.ceilDiv(rows, Math.ceilDiv(rows, mostTileRows)));
            rowTiles = Math.ceilDiv(rows, tileRows);
            core.pool().run(packing, Math.ceilDiv(rows, 4));
            core.pool().run(multiplying, rowTiles * Math.ceilDiv(operands.outputColumns, COLUMNS));
        }
    }

    private void pack(int worker, int group) {
        int end = Math.min(rows, 4 * group + 4);
        for (int r = 4 * group; r < end; r++) {
            operands.widenActivations(fromRow + r, workspace, r * rowBytes);
        }
    }

    private void multiply(int worker, int tile) {
        MemorySegment m = core.scratch().of(worker);
        int row = tile % rowTiles * tileRows;
        int rowCount = Math.min(tileRows, rows - row);
        int column = tile / rowTiles * COLUMNS;
        int columnCount = Math.min(COLUMNS, operands.outputColumns - column);
        if (operands.sumsAreResults() && columnCount % BLOCK_COLUMNS == 0) {
            RowsView out = operands.out;
            long at = out.at(fromRow + row) + 4L * column;
            sums(m, row, rowCount, weightRow + column, columnCount, out.segment, at, out.rowStride());
            return;
        }
        for (int half = 0; half < operands.halves(); half++) {
            int first = weightRow + half * operands.outputColumns + column;
            sums(m, row, rowCount, first, columnCount, m, sumsOf(0, half), 2 * sumsStride);
        }
        long free = sumsOf(tileRows, 0);
        for (int r = 0; r < rowCount; r++) {
            operands.finish(m, sumsOf(r, 0), sumsOf(r, 1), free, fromRow + row + r, column, columnCount);
        }
    }

    private long sumsOf(int row, int half) {
        return sumsAt + (2L * row + half) * sumsStride;
    }

    private void sums(
            MemorySegment m,
            int row,
            int rowCount,
            int firstWeight,
            int columnCount,
            MemorySegment to,
            long out,
            long outStride) {
        long a = row * rowBytes;
        int groups = Math.ceilDiv(columnCount, BLOCK_COLUMNS);
        int accumulators = BLOCK_COLUMNS * (int) wholeBlocks(rowCount);
        if (onePiece) {
            for (int g = 0; g < groups; g++) {
                FoldKernels.clear(m, accAt, accumulators);
                piece(m, a, rowCount, firstWeight, columnCount, g, 0, accAt);
                FoldKernels.fold(m, accAt, rowCount, to, out + 16L * g, outStride);
            }
            return;
        }
        long groupBytes = (long) accumulators * Lanes.BYTES;
        FoldKernels.clear(m, accAt, accumulators * groups);
        for (int from = 0; from < operands.k; from += PIECE) {
            for (int g = 0; g < groups; g++) {
                piece(m, a, rowCount, firstWeight, columnCount, g, from, accAt + g * groupBytes);
            }
        }
        for (int g = 0; g < groups; g++) {
            FoldKernels.fold(m, accAt + g * groupBytes, rowCount, to, out + 16L * g, outStride);
        }
    }

    /** Adds the products of a piece of k, from {@code from} on, for the columns of group {@code g}. */
    private void piece(
            MemorySegment m, long a, int rowCount, int firstWeight, int columnCount, int g, int from, long acc) {
        int count = Math.min(PIECE, operands.k - from);
        int column = BLOCK_COLUMNS * g;
        widen(m, firstWeight + column, Math.min(BLOCK_COLUMNS, columnCount - column), from, count);
        int steps = Lanes.roundUp(count) / Lanes.L;
        for (int r = 0; r < rowCount; r += BLOCK_ROWS) {
            block(m, a + r * rowBytes + 4L * from, steps, acc + (long) BLOCK_COLUMNS * r * Lanes.BYTES);
        }
    }

    private void block(MemorySegment m, long a, int steps, long acc) {
        if (LARGE_BLOCKS) {
            BlockKernels.fiveByFour(workspace, a, rowBytes, m, 0, panelStride, steps, m, acc);
        } else {
            DotKernels.fourByFour(workspace, a, rowBytes, m, 0, panelStride, steps, m, acc);
        }
    }

    private void widen(MemorySegment m, int firstWeight, int weightRows, int from, int count) {
        for (int i = 0; i < weightRows; i++) {
            operands.widenWeights(firstWeight + i, from, count, m, i * panelStride);
        }
    }
}

package dev.octavo.backend.cpu;

import java.lang.foreign.MemorySegment;

/**
 * Products of a few rows: reads each weight once from memory, straight into registers where the type allows. A tile is a run of output columns.
 *
 * <p>Scratch of a tile: the rows of a as f32, a panel of four weight rows, accumulators, sums per row (and half), a free row.
 */
final class NarrowTiles implements TileTask {

    /** Beyond it, {@link WideTiles} is faster: here, weights come from the L1 cache once per row. */
    static final int MAX_ROWS = 6;

    /** Up to so many elements, rows from memory are read one after the other. */
    private static final int SHORT_ROW = 2048;

    private static final int MAX_COLUMNS = 256;

    /** Multiply-adds below which handing a tile to another thread does not pay. */
    private static final int MIN_WORK = 1 << 15;

    private final CpuCore core;
    private final GemmOperands operands;
    private final int columns;

    /** Elements of a row that fill vectors. */
    private final int whole;

    private final long rowBytes;
    private final long panelAt;
    private final long accAt;
    private final long sumsAt;
    private final long sumsStride;
    private int fromRow;
    private int rows;
    private int weightRow;

    NarrowTiles(CpuCore core, GemmOperands operands) {
        this.core = core;
        this.operands = operands;
        whole = operands.k - operands.k % Lanes.L;
        int even = Math.ceilDiv(operands.outputColumns, core.pool().threads() * 8);
        int worthwhile = MIN_WORK / operands.k;
        columns = Math.ceilDiv(Math.clamp(Math.max(even, worthwhile), 4, MAX_COLUMNS), 4) * 4;
        rowBytes = 4L * Lanes.roundUp(operands.k) + Lanes.BYTES;
        panelAt = MAX_ROWS * rowBytes;
        accAt = panelAt + 4 * rowBytes;
        sumsAt = accAt + (long) columns * Lanes.BYTES;
        sumsStride = 4L * columns + Lanes.BYTES;
    }

    long scratchBytes() {
        return sumsAt + (2L * MAX_ROWS + 1) * sumsStride;
    }

    /** Multiplies rows {@code [from, to)} of a with the weights from {@code firstWeightRow} on. */
    void run(int from, int to, int firstWeightRow) {
        fromRow = from;
        rows = to - from;
        weightRow = firstWeightRow;
        if (rows > 0) {
            core.pool().run(this, Math.ceilDiv(operands.outputColumns, columns));
        }
    }

    @Override
    public void run(int worker, int tile) {
        MemorySegment m = core.scratch().of(worker);
        int column = tile * columns;
        int count = Math.min(columns, operands.outputColumns - column);
        for (int r = 0; r < rows; r++) {
            operands.widenActivations(fromRow + r, m, r * rowBytes);
        }
        for (int half = 0; half < operands.halves(); half++) {
            sums(m, half, weightRow + half * operands.outputColumns + column, count);
        }
        for (int r = 0; r < rows; r++) {
            operands.finish(m, sumsOf(r, 0), sumsOf(r, 1), sumsOf(MAX_ROWS, 0), fromRow + r, column, count);
        }
    }

    private long sumsOf(int row, int half) {
        return sumsAt + (2L * row + half) * sumsStride;
    }

    /** The dot products of all rows with some weight rows. Four weight rows stay in the L1 cache while the rows of a pass by. */
    private void sums(MemorySegment m, int half, int firstRow, int count) {
        for (int c = 0; c < count; c += 4) {
            int last = Math.min(c + 3, count - 1);
            boolean direct = prepare(m, firstRow + c, firstRow + last);
            for (int r = 0; r < rows; r++) {
                dot(m, r, direct, firstRow + c, firstRow + last);
                FoldKernels.fold(m, accAt, 1, m, sumsOf(r, half) + 4L * c, 0);
            }
        }
    }

    /** Whether four weight rows can be read in place. Otherwise they are put into the panel; in any case, their ends that fill no vector are. */
    private boolean prepare(MemorySegment m, int first, int last) {
        CpuWeights w = operands.weights();
        boolean direct = w.rows().isDirect() && last < w.endOf(w.partOf(first));
        int from = direct ? whole : 0;
        for (int row = first; row <= last && from < operands.k; row++) {
            operands.widenWeights(row, from, operands.k - from, m, panelAt + (row - first) * rowBytes);
        }
        return direct;
    }

    private void dot(MemorySegment m, int r, boolean direct, int first, int last) {
        long x = r * rowBytes;
        if (!direct) {
            long p = panelAt;
            int count = Lanes.roundUp(operands.k);
            DotKernels.oneByFourF32(m, x, m, p, p + rowBytes, p + 2 * rowBytes, p + 3 * rowBytes, count, m, accAt);
            return;
        }
        CpuWeights w = operands.weights();
        int part = w.partOf(first);
        MemorySegment memory = w.memory(part);
        long o0 = w.offset(part, first);
        boolean inTurn = r == 0 && whole <= SHORT_ROW && last == first + 3;
        long o1 = w.offset(part, Math.min(first + 1, last));
        long o2 = w.offset(part, Math.min(first + 2, last));
        long o3 = w.offset(part, last);
        switch (w.rows()) {
            case BF16 -> {
                if (inTurn) {
                    DotKernels.fourInTurnBf16(m, x, memory, o0, w.rowBytes(), whole, m, accAt);
                } else {
                    DotKernels.oneByFourBf16(m, x, memory, o0, o1, o2, o3, whole, m, accAt);
                }
            }
            case Q8_0 -> BlockDotKernels.oneByFourQ80(m, x, memory, o0, o1, o2, o3, whole, m, accAt);
            case Q4_0 -> {
                BlockDotKernels.oneByTwoQ40(m, x, memory, o0, o1, whole, m, accAt);
                BlockDotKernels.oneByTwoQ40(m, x, memory, o2, o3, whole, m, accAt + 2L * Lanes.BYTES);
            }
            default -> DotKernels.oneByFourF32(m, x, memory, o0, o1, o2, o3, whole, m, accAt);
        }
        if (whole < operands.k) {
            DotKernels.lastStep(m, x + 4L * whole, panelAt, rowBytes, accAt);
        }
    }
}

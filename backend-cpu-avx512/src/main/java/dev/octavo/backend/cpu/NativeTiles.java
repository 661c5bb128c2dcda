package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.DotFunction;
import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;

/**
 * Products with kernels in C, which read weights where they lie, and activations too where they have the kernel's type; others are first widened to f32 in the workspace. A tile is a
 * run of output columns for a run of rows.
 */
final class NativeTiles implements ProductTiles {

    /** Up to so many rows, weights come straight from memory, and long runs of columns keep it busy. */
    private static final int FEW_ROWS = 3;

    /** Blocks of the kernel: six rows with four columns, or fewer rows with eight columns. */
    private static final int ROW_BLOCK = 6;

    private static final int COLUMN_BLOCK = 8;

    /** Activations of a tile, which pass by each four weight rows: half of a second-level cache. */
    private static final int TILE_BYTES = 384 << 10;

    private static final int MAX_TILE_ROWS = 16 * ROW_BLOCK;
    private static final int COLUMNS = 64;
    private static final int MAX_COLUMNS = 256;

    /** Multiply-adds below which handing a tile to another thread does not pay. */
    private static final int MIN_WORK = 1 << 16;

    /** Widened rows that are in the workspace at a time. */
    private static final int CHUNK = 576;

    private final CpuCore core;
    private final GemmOperands operands;
    private final DotFunction dots;
    private final boolean widening;
    private final TileTask packing = this::pack;
    private final TileTask multiplying = this::multiply;
    private final int fewColumns;
    private final int mostTileRows;
    private final long packedBytes;
    private final long sumsStride;
    private MemorySegment workspace = MemorySegment.NULL;
    private int chunkRow;
    private int chunkRows;
    private int weightRow;
    private int tileRows;
    private int tileColumns;
    private int rowTiles;

    /** @param weightType type of the weights, one that the backend handles */
    NativeTiles(CpuCore core, GemmOperands operands, NativeKernels kernels, DType weightType, DType activationType) {
        this.core = core;
        this.operands = operands;
        boolean pairs = weightType == DType.BF16
                && activationType == DType.BF16
                && kernels.bf16Pairs().isPresent();
        widening = !pairs && activationType != DType.F32;
        dots = switch (weightType) {
            case F32 -> kernels.f32();
            case F16 -> kernels.f16();
            case BF16 -> pairs ? kernels.bf16Pairs().orElseThrow() : kernels.bf16();
            default -> throw new IllegalArgumentException("no kernel for weights of type " + weightType);
        };
        int even = Math.ceilDiv(operands.outputColumns, core.pool().threads() * 8);
        fewColumns = blocks(Math.clamp(Math.max(even, MIN_WORK / operands.k), COLUMN_BLOCK, MAX_COLUMNS));
        long rowBytes = (long) operands.k * (pairs ? 2 : 4);
        mostTileRows = Math.clamp(TILE_BYTES / rowBytes / ROW_BLOCK * ROW_BLOCK, 2 * ROW_BLOCK, MAX_TILE_ROWS);
        // The odd cache line keeps rows from falling on the same cache sets.
        packedBytes = 4L * Lanes.roundUp(operands.k) + CpuMemory.ALIGNMENT;
        sumsStride = 4L * MAX_COLUMNS + Lanes.BYTES;
    }

    private static int blocks(int columns) {
        return Math.ceilDiv(columns, COLUMN_BLOCK) * COLUMN_BLOCK;
    }

    @Override
    public long scratchBytes() {
        return (2L * mostTileRows + 1) * sumsStride;
    }

    @Override
    public long workspaceBytes(int maxRows) {
        return widening ? Math.min(maxRows, CHUNK) * packedBytes : 0;
    }

    @Override
    public void bind(MemorySegment space) {
        workspace = space;
    }

    @Override
    public void run(int from, int to, int firstWeightRow) {
        weightRow = firstWeightRow;
        int most = widening ? CHUNK : Integer.MAX_VALUE;
        for (int at = from; at < to; at += chunkRows) {
            chunkRow = at;
            chunkRows = Math.min(most, to - at);
            if (widening) {
                core.pool().run(packing, Math.ceilDiv(chunkRows, FEW_ROWS));
            }
            boolean few = chunkRows <= FEW_ROWS;
            tileColumns = few ? fewColumns : COLUMNS;
            tileRows = Math.min(chunkRows, mostTileRows);
            rowTiles = Math.ceilDiv(chunkRows, tileRows);
            core.pool().run(multiplying, rowTiles * Math.ceilDiv(operands.outputColumns, tileColumns));
        }
    }

    private void pack(int worker, int group) {
        int end = Math.min(chunkRows, FEW_ROWS * group + FEW_ROWS);
        for (int r = FEW_ROWS * group; r < end; r++) {
            operands.widenActivations(chunkRow + r, workspace, r * packedBytes);
        }
    }

    private void multiply(int worker, int tile) {
        MemorySegment m = core.scratch().of(worker);
        int row = tile % rowTiles * tileRows;
        int rows = Math.min(tileRows, chunkRows - row);
        int column = tile / rowTiles * tileColumns;
        int columns = Math.min(tileColumns, operands.outputColumns - column);
        for (int half = 0; half < operands.halves(); half++) {
            int first = weightRow + half * operands.outputColumns + column;
            if (widening) {
                sums(workspace, row * packedBytes, packedBytes, rows, first, columns, m, sumsOf(0, half));
            } else {
                sumsInPlace(row, rows, first, columns, m, half);
            }
        }
        for (int r = 0; r < rows; r++) {
            long free = sumsOf(mostTileRows, 0);
            operands.finish(m, sumsOf(r, 0), sumsOf(r, 1), free, chunkRow + row + r, column, columns);
        }
    }

    /** The sums of a row lie before those of its gate's other half. */
    private long sumsOf(int row, int half) {
        return (2L * row + half) * sumsStride;
    }

    /** Rows of several batch entries are not all the same distance apart. */
    private void sumsInPlace(int row, int rows, int first, int columns, MemorySegment m, int half) {
        RowsView a = operands.a;
        int end = chunkRow + row + rows;
        for (int from = chunkRow + row; from < end; ) {
            int to = Math.min(end, a.runEnd(from));
            long out = sumsOf(from - chunkRow - row, half);
            sums(a.segment, a.at(from), a.rowStride(), to - from, first, columns, m, out);
            from = to;
        }
    }

    /** The weights of a run of columns may lie in several parts. */
    private void sums(MemorySegment a, long ao, long as, int rows, int first, int columns, MemorySegment m, long out) {
        CpuWeights w = operands.weights();
        for (int from = first; from < first + columns; ) {
            int part = w.partOf(from);
            int to = Math.min(first + columns, w.endOf(part));
            dots.run(
                    w.memory(part),
                    w.offset(part, from),
                    w.rowBytes(),
                    to - from,
                    a,
                    ao,
                    as,
                    rows,
                    operands.k,
                    m,
                    out + 4L * (from - first),
                    2 * sumsStride);
            from = to;
        }
    }
}

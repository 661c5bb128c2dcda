package dev.octavo.backend.cpu;

import java.lang.foreign.MemorySegment;

/**
 * Products with kernels in C: rows of activations are brought into the kernel's form in the workspace where they have another one, a chunk of rows at a time, and the output is computed in tiles, each a run of columns for a
 * run of rows.
 */
abstract class ChunkedTiles implements ProductTiles {

    /** Rows in the workspace at a time. */
    static final int CHUNK = 576;

    /** Half of a second-level cache, and rows enough for a kernel that reads weights where they lie. */
    static final TileSize TILE = new TileSize(384 << 10, 96);

    /** Below so many tiles for each thread, some threads would wait for others at the end. */
    private static final int TILES_PER_THREAD = 4;

    private static final int COLUMNS = 64;
    private static final int MAX_COLUMNS = 1024;

    /** Multiply-adds below which handing a tile to another thread does not pay. */
    private static final int MIN_WORK = 1 << 16;

    final CpuCore core;
    final GemmOperands operands;

    /** Whether activations go through the workspace. */
    final boolean packing;

    /** Bytes of a row there. */
    final long packedBytes;

    /** Bytes from the sums of a row and half to the next ones: as few as the columns of a tile take, so that all of them stay in the first-level cache. */
    private long sumsStride;

    private final TileTask packTask = this::pack;
    private final TileTask multiplyTask = this::multiply;
    private final int fewRows;
    private final int fewColumns;
    private final int rowBlock;
    private final int mostTileRows;
    private MemorySegment workspace = MemorySegment.NULL;
    private int chunkRow;
    private int chunkRows;
    private int weightRow;
    private int tileRows;
    private int tileColumns;
    private int rowTiles;

    /**
     * How large a tile may be.
     *
     * @param bytes of its activations, which pass by each few weight rows
     * @param rows of activations
     */
    record TileSize(int bytes, int rows) {}

    /**
     * @param fewRows up to so many rows, weights come straight from memory, and long runs of columns keep it busy; as many are brought into the kernel's form at a time
     * @param rowBytes of a row of activations as the kernel reads it
     * @param rowBlock rows that the kernel takes at a time
     * @param columnBlock columns that it takes at a time
     * @param size of a tile
     */
    ChunkedTiles(
            CpuCore core,
            GemmOperands operands,
            boolean packing,
            int fewRows,
            long rowBytes,
            int rowBlock,
            int columnBlock,
            TileSize size) {
        this.core = core;
        this.operands = operands;
        this.packing = packing;
        this.fewRows = fewRows;
        // The odd cache line keeps rows from falling on the same cache sets.
        packedBytes = rowBytes + CpuMemory.ALIGNMENT;
        int even = Math.ceilDiv(operands.outputColumns, core.pool().threads() * 2);
        int wanted = Math.clamp(Math.max(even, MIN_WORK / operands.k), columnBlock, MAX_COLUMNS);
        fewColumns = Math.ceilDiv(wanted, columnBlock) * columnBlock;
        this.rowBlock = rowBlock;
        mostTileRows = Math.clamp(size.bytes / rowBytes / rowBlock * rowBlock, 2 * rowBlock, size.rows);
    }

    @Override
    public long scratchBytes() {
        return kernelScratch() + kernelScratchBytes();
    }

    /** Scratch that the kernel needs, 64-byte aligned. */
    abstract long kernelScratchBytes();

    /** Where it begins. */
    final long kernelScratch() {
        return Math.max((2L * mostTileRows + 1) * sumsStride(COLUMNS), (2L * fewRows + 1) * sumsStride(fewColumns));
    }

    /** Brings {@code count} rows of activations into the kernel's form. */
    abstract void pack(int worker, int row, int count, MemorySegment to, long offset);

    /**
     * Products of rows of activations, from {@code at} on, with weight rows from {@code first} on.
     *
     * @param m the thread's scratch memory
     * @param to where the sums go, from byte {@code out} on, their rows {@code outStride} bytes apart
     */
    abstract void sums(
            MemorySegment a,
            long at,
            long stride,
            int rows,
            int first,
            int columns,
            MemorySegment m,
            MemorySegment to,
            long out,
            long outStride);

    @Override
    public long workspaceBytes(int maxRows) {
        return packing ? Math.min(maxRows, CHUNK) * packedBytes : 0;
    }

    /** Rows of a tile, at most. */
    final int mostTileRows() {
        return mostTileRows;
    }

    /** Rows in the workspace now. */
    final int chunkRows() {
        return chunkRows;
    }

    @Override
    public void bind(MemorySegment space) {
        workspace = space;
    }

    @Override
    public void run(int from, int to, int firstWeightRow) {
        weightRow = firstWeightRow;
        int most = packing ? CHUNK : Integer.MAX_VALUE;
        for (int at = from; at < to; at += chunkRows) {
            chunkRow = at;
            chunkRows = Math.min(most, to - at);
            if (packing) {
                core.pool().run(packTask, Math.ceilDiv(chunkRows, fewRows));
            }
            boolean few = chunkRows <= fewRows;
            tileColumns = few ? fewColumns : COLUMNS;
            sumsStride = sumsStride(tileColumns);
            tileRows = tileRows();
            rowTiles = Math.ceilDiv(chunkRows, tileRows);
            core.pool().run(multiplyTask, rowTiles * Math.ceilDiv(operands.outputColumns, tileColumns));
        }
    }

    /** As many as may be, unless larger tiles than usual would leave threads without any. */
    private int tileRows() {
        int wanted = Math.ceilDiv(
                TILES_PER_THREAD * core.pool().threads(), Math.ceilDiv(operands.outputColumns, tileColumns));
        int even = Math.ceilDiv(Math.ceilDiv(chunkRows, wanted), rowBlock) * rowBlock;
        return Math.min(chunkRows, Math.min(mostTileRows, Math.max(even, Math.min(mostTileRows, TILE.rows))));
    }

    /** The odd cache line keeps rows from falling on the same cache sets. */
    private static long sumsStride(int columns) {
        return (long) (Math.ceilDiv(4 * columns, CpuMemory.ALIGNMENT) + 1) * CpuMemory.ALIGNMENT;
    }

    private void pack(int worker, int group) {
        int first = fewRows * group;
        pack(worker, chunkRow + first, Math.min(fewRows, chunkRows - first), workspace, first * packedBytes);
    }

    private void multiply(int worker, int tile) {
        MemorySegment m = core.scratch().of(worker);
        int row = tile % rowTiles * tileRows;
        int rows = Math.min(tileRows, chunkRows - row);
        int column = tile / rowTiles * tileColumns;
        int columns = Math.min(tileColumns, operands.outputColumns - column);
        if (packing && operands.sumsAreResults()) {
            RowsView out = operands.out;
            long at = out.at(chunkRow + row) + 4L * column;
            long stride = out.rowStride();
            int first = weightRow + column;
            sums(workspace, row * packedBytes, packedBytes, rows, first, columns, m, out.segment, at, stride);
            return;
        }
        for (int half = 0; half < operands.halves(); half++) {
            int first = weightRow + half * operands.outputColumns + column;
            if (packing) {
                long at = row * packedBytes;
                sums(workspace, at, packedBytes, rows, first, columns, m, m, sumsOf(0, half), 2 * sumsStride);
            } else {
                sumsInPlace(row, rows, first, columns, m, half);
            }
        }
        long free = sumsOf(tileRows, 0);
        operands.finish(m, sumsOf(0, 0), sumsOf(0, 1), 2 * sumsStride, free, chunkRow + row, rows, column, columns);
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
            sums(a.segment, a.at(from), a.rowStride(), to - from, first, columns, m, m, out, 2 * sumsStride);
            from = to;
        }
    }
}

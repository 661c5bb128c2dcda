package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.PanelFunctions;
import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;

/** Quantised weights once more, sixteen rows side by side, as integer dot products read them. */
final class WeightPanels implements AutoCloseable {

    private final DeviceBuffer buffer;
    private final MemorySegment memory;
    private final long panelBytes;

    /**
     * Packs all rows on the threads that will read them.
     *
     * @param runs of the rows, see {@link RowSplit}
     */
    WeightPanels(CpuCore core, PanelFunctions functions, CpuWeights weights, int runs) {
        int k = weights.spec().k();
        int rows = weights.spec().n() * weights.spec().experts();
        int panels = Math.ceilDiv(rows, PanelFunctions.COLUMNS);
        panelBytes = functions.panelBytes(k);
        buffer = core.memory().allocateWeights(panels * panelBytes, "weight panels");
        memory = CpuBuffer.segmentOf(core.memory(), buffer);
        RowSplit split = RowSplit.of(panels, runs, core.pool());
        place(core.memory().nodes(), split);
        core.pool().enter();
        try {
            // More panels than a task may have tiles would be more than 16 million rows.
            core.pool().runInPlace((worker, tile) -> pack(functions, weights, rows, split.tileFrom(tile, 1)), panels);
        } catch (RuntimeException e) {
            buffer.close();
            throw e;
        } finally {
            core.pool().leave();
        }
    }

    private void place(NodePlacement nodes, RowSplit split) {
        for (int run = 0; run < split.runs(); run++) {
            for (int node = 0; node < split.nodes(); node++) {
                int from = split.from(run, node);
                nodes.put(memory.asSlice(from * panelBytes, (split.to(run, node) - from) * panelBytes), node);
            }
        }
    }

    private void pack(PanelFunctions functions, CpuWeights weights, int rows, int panel) {
        int first = panel * PanelFunctions.COLUMNS;
        int end = Math.min(rows, first + PanelFunctions.COLUMNS);
        for (int row = first; row < end; ) {
            int part = weights.partOf(row);
            int to = Math.min(end, weights.endOf(part));
            functions.pack(
                    weights.memory(part),
                    weights.offset(part, row),
                    weights.rowBytes(),
                    to - row,
                    weights.spec().k(),
                    memory,
                    panel * panelBytes,
                    row - first);
            row = to;
        }
    }

    MemorySegment memory() {
        return memory;
    }

    /** Where the panel begins whose first row is {@code row}. */
    long offset(int row) {
        return row / PanelFunctions.COLUMNS * panelBytes;
    }

    long panelBytes() {
        return panelBytes;
    }

    long byteSize() {
        return buffer.byteSize();
    }

    @Override
    public void close() {
        buffer.close();
    }
}

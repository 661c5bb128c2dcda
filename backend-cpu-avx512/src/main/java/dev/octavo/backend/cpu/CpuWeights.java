package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.PanelFunctions;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Weights as rows {@code [experts * n, k]} in one or several parts, in the host's memory where that stays, else copied. */
final class CpuWeights implements Weights {

    /** Of a tile that copies. */
    private static final long COPY_BYTES = 1 << 20;

    private final CpuMemory owner;
    private final WeightSpec spec;
    private final WeightRows rows;
    private final long rowBytes;
    private final MemorySegment[] parts;
    private final int[] firstRows;
    private final List<DeviceBuffer> copies = new ArrayList<>();
    private Optional<WeightPanels> panels = Optional.empty();
    private volatile boolean closed;

    /** @param runs see {@link RowSplit} */
    CpuWeights(CpuCore core, WeightSpec spec, WeightSource source, int runs) {
        owner = core.memory();
        this.spec = spec;
        rows = WeightRows.of(spec.format());
        rowBytes = spec.format().valueBytes(1, spec.k());
        checkShape(source);
        List<MemorySegment> pieces = new ArrayList<>();
        Map<Integer, MemorySegment> sources = new HashMap<>();
        try {
            for (WeightSource.Part part : source.parts()) {
                MemorySegment values = part.values().asSlice(0, part.rows() * rowBytes);
                boolean whole = !values.isMapped() || values.byteSize() % Short.BYTES == 0;
                if (source.stable() && whole && PlainView.usable(values)) {
                    addInPlace(values, pieces);
                } else {
                    sources.put(pieces.size(), values);
                    pieces.add(room(values.byteSize()));
                }
            }
            parts = pieces.toArray(MemorySegment[]::new);
            firstRows = new int[parts.length + 1];
            for (int i = 0; i < parts.length; i++) {
                firstRows[i + 1] = firstRows[i] + (int) (parts[i].byteSize() / rowBytes);
            }
            if (!sources.isEmpty()) {
                copy(core.pool(), RowSplit.of(firstRows[parts.length], runs, core.pool()), sources);
            }
        } catch (RuntimeException e) {
            copies.forEach(DeviceBuffer::close);
            throw e;
        }
    }

    /**
     * Packs the weights for integer dot products. The rows stay, for plans that want more precision; where they are a mapped file, the system is told that they are not needed for now.
     */
    void pack(CpuCore core, PanelFunctions functions, WeightSource source, int runs) {
        panels = Optional.of(new WeightPanels(core, functions, this, runs));
        for (WeightSource.Part part : source.parts()) {
            if (part.values().isMapped()) {
                part.values().unload();
            }
        }
    }

    /** The weights as integer dot products read them, if they were packed. */
    Optional<WeightPanels> panels() {
        return panels;
    }

    /** Cuts what is too long for one view between rows. */
    private void addInPlace(MemorySegment values, List<MemorySegment> pieces) {
        long most = PlainView.MAX_BYTES / (2 * rowBytes) * (2 * rowBytes);
        for (long at = 0; at < values.byteSize(); at += most) {
            pieces.add(PlainView.of(values.asSlice(at, Math.min(most, values.byteSize() - at))));
        }
    }

    private void checkShape(WeightSource source) {
        long wanted = (long) spec.n() * spec.experts();
        if (source.rows() != wanted) {
            throw new IllegalArgumentException("the parts have " + source.rows() + " rows, the weights " + wanted);
        }
        for (WeightSource.Part part : source.parts()) {
            long needed = part.rows() * rowBytes;
            if (part.values().byteSize() < needed) {
                throw new IllegalArgumentException("a part of " + part.rows() + " rows of " + spec.k() + " needs "
                        + needed + " bytes, it has " + part.values().byteSize());
            }
        }
    }

    private MemorySegment room(long bytes) {
        DeviceBuffer buffer = owner.allocateWeights(bytes, "weights");
        copies.add(buffer);
        return CpuBuffer.segmentOf(owner, buffer);
    }

    /** Copies parts on the threads that will read them. */
    private void copy(WorkerPool pool, RowSplit split, Map<Integer, MemorySegment> sources) {
        if (split.nodes() > 1) {
            sources.keySet().forEach(part -> place(split, part));
        }
        if (sources.values().stream().anyMatch(source -> !PlainView.usable(source))) {
            // The Java heap, or memory of one thread, which only that thread can read.
            sources.forEach((part, source) -> parts[part].copyFrom(source));
            return;
        }
        int step = Math.clamp(COPY_BYTES / rowBytes, 1, Integer.MAX_VALUE);
        pool.enter();
        try {
            pool.runInPlace(
                    (worker, tile) -> sources.forEach((part, source) ->
                            copyRows(part, source, split.tileFrom(tile, step), split.tileTo(tile, step))),
                    split.tiles(step));
        } finally {
            pool.leave();
        }
    }

    private void place(RowSplit split, int part) {
        for (int run = 0; run < split.runs(); run++) {
            for (int node = 0; node < split.nodes(); node++) {
                int from = Math.max(split.from(run, node), firstRows[part]);
                int to = Math.min(split.to(run, node), firstRows[part + 1]);
                if (from < to) {
                    owner.nodes().put(parts[part].asSlice(offset(part, from), (to - from) * rowBytes), node);
                }
            }
        }
    }

    private void copyRows(int part, MemorySegment source, int from, int to) {
        int first = Math.max(from, firstRows[part]);
        int end = Math.min(to, firstRows[part + 1]);
        if (first < end) {
            long at = offset(part, first);
            MemorySegment.copy(source, at, parts[part], at, (end - first) * rowBytes);
        }
    }

    /** Throws {@link IllegalStateException} if the weights are closed. */
    boolean belongsTo(CpuCore core) {
        return owner == core.memory();
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("weights " + spec + " are closed");
        }
    }

    /** How the rows are read. */
    WeightRows rows() {
        return rows;
    }

    /** Copies a piece of a row as f32; it begins and, unless the row ends there, ends between blocks. */
    void widen(int row, int from, int count, MemorySegment target, long offset) {
        int part = partOf(row);
        rows.widen(parts[part], offset(part, row), from, target, offset, count);
    }

    /** Bytes from a row to the next one. */
    long rowBytes() {
        return rowBytes;
    }

    /** Which part holds a row. */
    int partOf(int row) {
        int part = 0;
        while (row >= firstRows[part + 1]) {
            part++;
        }
        return part;
    }

    /** The memory of a part. */
    MemorySegment memory(int part) {
        return parts[part];
    }

    /** Byte offset of a row in its part. */
    long offset(int part, int row) {
        return (row - firstRows[part]) * rowBytes;
    }

    /** Last row of a part, and one. */
    int endOf(int part) {
        return firstRows[part + 1];
    }

    @Override
    public WeightSpec spec() {
        return spec;
    }

    @Override
    public long byteSize() {
        return copies.stream().mapToLong(DeviceBuffer::byteSize).sum()
                + panels.map(WeightPanels::byteSize).orElse(0L);
    }

    @Override
    public void close() {
        closed = true;
        panels.ifPresent(WeightPanels::close);
        copies.forEach(DeviceBuffer::close);
    }
}

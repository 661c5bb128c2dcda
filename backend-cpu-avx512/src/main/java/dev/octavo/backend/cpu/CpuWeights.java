package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Dense weights as rows {@code [experts * n, k]} in one or several parts, in the host's memory where that stays, else copied. */
final class CpuWeights implements Weights {

    private final CpuMemory owner;
    private final WeightSpec spec;
    private final DType type;
    private final MemorySegment[] parts;
    private final int[] firstRows;
    private final List<DeviceBuffer> copies = new ArrayList<>();
    private volatile boolean closed;

    CpuWeights(WeightSpec spec, DType type, WeightSource source, CpuMemory memory) {
        owner = memory;
        this.spec = spec;
        this.type = type;
        checkShape(spec, type, source);
        List<MemorySegment> pieces = new ArrayList<>();
        try {
            for (WeightSource.Part part : source.parts()) {
                MemorySegment values = part.values().asSlice(0, part.rows() * rowBytes());
                if (source.stable() && PlainView.usable(values)) {
                    addInPlace(values, pieces);
                } else {
                    pieces.add(copy(values, memory));
                }
            }
        } catch (RuntimeException e) {
            copies.forEach(DeviceBuffer::close);
            throw e;
        }
        parts = pieces.toArray(MemorySegment[]::new);
        firstRows = new int[parts.length + 1];
        for (int i = 0; i < parts.length; i++) {
            firstRows[i + 1] = firstRows[i] + (int) (parts[i].byteSize() / rowBytes());
        }
    }

    /** Cuts what is too long for one view between rows. */
    private void addInPlace(MemorySegment values, List<MemorySegment> pieces) {
        long most = PlainView.MAX_BYTES / rowBytes() * rowBytes();
        for (long at = 0; at < values.byteSize(); at += most) {
            pieces.add(PlainView.of(values.asSlice(at, Math.min(most, values.byteSize() - at))));
        }
    }

    private static void checkShape(WeightSpec spec, DType type, WeightSource source) {
        long rows = (long) spec.n() * spec.experts();
        if (source.rows() != rows) {
            throw new IllegalArgumentException("the parts have " + source.rows() + " rows, the weights " + rows);
        }
        for (WeightSource.Part part : source.parts()) {
            long needed = (long) part.rows() * spec.k() * type.bytes();
            if (part.values().byteSize() < needed) {
                throw new IllegalArgumentException("a part of " + part.rows() + " rows of " + spec.k() + " needs "
                        + needed + " bytes, it has " + part.values().byteSize());
            }
        }
    }

    private MemorySegment copy(MemorySegment values, CpuMemory memory) {
        DeviceBuffer buffer = memory.allocate(values.byteSize(), MemoryKind.DEVICE, "weights");
        copies.add(buffer);
        MemorySegment target = CpuBuffer.segmentOf(memory, buffer);
        target.copyFrom(values);
        return target;
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

    DType type() {
        return type;
    }

    long rowBytes() {
        return (long) spec.k() * type.bytes();
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
        return (row - firstRows[part]) * rowBytes();
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
        return copies.stream().mapToLong(DeviceBuffer::byteSize).sum();
    }

    @Override
    public void close() {
        closed = true;
        copies.forEach(DeviceBuffer::close);
    }
}

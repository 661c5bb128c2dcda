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

    private final WeightSpec spec;
    private final DType type;
    private final MemorySegment[] parts;
    private final int[] firstRows;
    private final List<DeviceBuffer> copies = new ArrayList<>();
    private volatile boolean closed;

    CpuWeights(WeightSpec spec, DType type, WeightSource source, CpuMemory memory) {
        this.spec = spec;
        this.type = type;
        checkShape(spec, type, source);
        parts = new MemorySegment[source.parts().size()];
        firstRows = new int[parts.length + 1];
        try {
            for (int i = 0; i < parts.length; i++) {
                WeightSource.Part part = source.parts().get(i);
                firstRows[i + 1] = firstRows[i] + part.rows();
                MemorySegment values = part.values().asSlice(0, part.rows() * rowBytes());
                boolean inPlace = source.stable() && CpuMemory.usableInPlace(values);
                parts[i] = inPlace ? values : copy(values, memory);
            }
        } catch (RuntimeException e) {
            copies.forEach(DeviceBuffer::close);
            throw e;
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
        MemorySegment target = CpuBuffer.segmentOf(buffer);
        target.copyFrom(values);
        return target;
    }

    /** Throws {@link IllegalStateException} if the weights are closed. */
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

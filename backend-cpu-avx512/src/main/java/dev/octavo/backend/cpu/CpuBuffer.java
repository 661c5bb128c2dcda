package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Host memory as a device buffer: an allocation, an import or a window into one. */
final class CpuBuffer implements DeviceBuffer {

    private final MemorySegment segment;
    private final MemoryKind kind;
    private final Allocation allocation;
    private final boolean window;

    CpuBuffer(MemorySegment segment, MemoryKind kind, Allocation allocation, boolean window) {
        this.segment = segment;
        this.kind = kind;
        this.allocation = allocation;
        this.window = window;
    }

    /**
     * The memory.
     *
     * @throws IllegalStateException if the buffer or its backend is closed
     */
    MemorySegment segment() {
        allocation.checkOpen();
        return segment;
    }

    /**
     * The memory behind a buffer that should be of this backend.
     *
     * @throws IllegalArgumentException if it is of another one
     */
    static MemorySegment segmentOf(CpuMemory memory, DeviceBuffer buffer) {
        if (buffer instanceof CpuBuffer own && own.allocation.memory() == memory) {
            return own.segment();
        }
        throw new IllegalArgumentException(
                "a " + buffer.getClass().getName() + " is no buffer of this cpu backend; allocate it there");
    }

    @Override
    public long byteSize() {
        return segment.byteSize();
    }

    @Override
    public MemoryKind kind() {
        return kind;
    }

    @Override
    public DeviceBuffer slice(long offset, long bytes) {
        return new CpuBuffer(segment().asSlice(offset, bytes), kind, allocation, true);
    }

    @Override
    public Optional<MemorySegment> hostView() {
        return Optional.of(segment());
    }

    @Override
    public void close() {
        if (!window) {
            allocation.close();
        }
    }

    @Override
    public String toString() {
        return "cpu buffer " + allocation.label() + " of " + segment.byteSize() + " bytes";
    }
}

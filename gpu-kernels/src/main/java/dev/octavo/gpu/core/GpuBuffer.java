package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/** Device memory: an allocation or a window into one. */
public final class GpuBuffer implements DeviceBuffer {

    private final GpuAllocation allocation;
    private final long offset;
    private final long bytes;
    private final boolean window;

    GpuBuffer(GpuAllocation allocation, long offset, long bytes, boolean window) {
        this.allocation = allocation;
        this.offset = offset;
        this.bytes = bytes;
        this.window = window;
    }

    /**
     * A buffer that should be of this backend, and open.
     *
     * @throws IllegalArgumentException if it is of another one
     * @throws IllegalStateException if it is closed
     */
    public static GpuBuffer of(GpuCore core, DeviceBuffer buffer) {
        if (buffer instanceof GpuBuffer own && own.allocation.memory() == core.memory()) {
            own.device();
            return own;
        }
        throw new IllegalArgumentException("a " + buffer.getClass().getName() + " is no buffer of this " + core.id()
                + " backend; allocate it there");
    }

    /** The whole allocation's memory; throws {@link IllegalStateException} if it is closed. */
    public NativeBuffer device() {
        return allocation.device();
    }

    /** Where this window starts in {@link #device}, in bytes. */
    public long offset() {
        return offset;
    }

    /** Checks a range of this buffer and returns where it starts in {@link #device}. */
    long range(long at, long length) {
        device();
        return offset + Objects.checkFromIndexSize(at, length, bytes);
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    @Override
    public MemoryKind kind() {
        return allocation.kind();
    }

    @Override
    public DeviceBuffer slice(long at, long length) {
        return new GpuBuffer(allocation, range(at, length), length, true);
    }

    @Override
    public Optional<MemorySegment> hostView() {
        return device().hostView().map(view -> view.asSlice(offset, bytes));
    }

    @Override
    public void close() {
        if (!window) {
            allocation.close();
        }
    }

    @Override
    public String toString() {
        return allocation.memory().core().id() + " buffer " + allocation.label() + " of " + bytes + " bytes";
    }
}

package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.MemorySegment;

/** Allocations of one device. */
final class AddressedMemory {

    private final DeviceContext context;
    private final PinnedRanges pinned = new PinnedRanges();

    AddressedMemory(DeviceContext context) {
        this.context = context;
    }

    NativeBuffer allocate(long bytes, MemoryKind kind, String label) {
        return kind == MemoryKind.STAGING ? staging(bytes, label) : device(bytes, label);
    }

    private NativeBuffer device(long bytes, String label) {
        Handle memory = context.control().allocate(bytes);
        if (memory == null) {
            throw new OutOfDeviceMemoryException(bytes, freeBytes(), label);
        }
        return new AddressedBuffer(
                memory.address(), bytes, null, () -> context.control().free(memory));
    }

    /** Page-locked, so that copies run at full speed and beside kernels. */
    private NativeBuffer staging(long bytes, String label) {
        MemorySegment memory = pin(bytes, label);
        return new AddressedBuffer(memory.address(), bytes, memory, () -> unpin(memory));
    }

    /** Page-locked memory without a buffer. */
    MemorySegment pin(long bytes, String label) {
        MemorySegment memory = context.commands().allocateHost(bytes);
        if (memory.address() == 0) {
            throw new OutOfDeviceMemoryException(bytes, -1, label + " (page-locked host memory)");
        }
        pinned.add(memory);
        return memory;
    }

    void unpin(MemorySegment memory) {
        pinned.remove(memory);
        context.commands().freeHost(memory);
    }

    boolean isPinned(MemorySegment memory) {
        return memory.isNative() && pinned.contains(memory);
    }

    long freeBytes() {
        return context.control().freeBytes();
    }
}

package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;

/** The lifetime of a buffer and of all windows into it. */
final class GpuAllocation {

    private final GpuMemory memory;
    private final NativeBuffer device;
    private final MemoryKind kind;
    private final String label;
    private final long bytes;
    private volatile boolean closed;

    GpuAllocation(GpuMemory memory, NativeBuffer device, MemoryKind kind, String label, long bytes) {
        this.memory = memory;
        this.device = device;
        this.kind = kind;
        this.label = label;
        this.bytes = bytes;
    }

    GpuMemory memory() {
        return memory;
    }

    MemoryKind kind() {
        return kind;
    }

    String label() {
        return label;
    }

    long byteSize() {
        return bytes;
    }

    /** The device's memory; throws {@link IllegalStateException} if it is closed. */
    NativeBuffer device() {
        if (closed) {
            throw new IllegalStateException("buffer \"" + label + "\" is closed");
        }
        return device;
    }

    /** Frees the memory; idempotent. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            memory.forget(this);
            device.close();
        }
    }
}

package dev.octavo.spi;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A run of bytes in a device's memory. It belongs to the backend that made it and is used with that backend only. Safe to share; closing while commands that use it
 * are still running is the caller's mistake, so wait for a fence first.
 */
public interface DeviceBuffer extends AutoCloseable {

    /** Length in bytes. */
    long byteSize();

    /** Where it lies. */
    MemoryKind kind();

    /**
     * A window into this buffer that shares its memory and lifetime; closing the window does nothing.
     *
     * @throws IndexOutOfBoundsException if the window is not inside
     */
    DeviceBuffer slice(long offset, long bytes);

    /**
     * The bytes as the host sees them, where that costs nothing. Reading is right only after the commands that write it have been waited for.
     */
    Optional<MemorySegment> hostView();

    /** Frees the memory; idempotent. */
    @Override
    void close();
}

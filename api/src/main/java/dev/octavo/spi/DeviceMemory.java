package dev.octavo.spi;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A device's memory. Safe for use by any number of threads. */
public interface DeviceMemory {

    /**
     * Allocates a buffer. Its content is undefined.
     *
     * @param bytes at least 0
     * @param label what it is for, for error messages and statistics
     * @throws OutOfDeviceMemoryException if the device cannot give it
     */
    DeviceBuffer allocate(long bytes, MemoryKind kind, String label);

    /**
     * Makes host memory usable by operators without a copy, where the device can (a CPU over a mapped file; unified memory). The result is read-only to operators;
     * the segment has to stay alive until it is closed.
     *
     * @return empty where a copy is needed; then allocate and upload
     */
    Optional<DeviceBuffer> importHost(MemorySegment segment);

    /** Figures of this moment. */
    MemoryStats stats();
}

package com.example.mydevice;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** TODO step 2: the device's memory. Until then there is none. */
record MyDeviceMemory(MyDeviceBackend backend) implements DeviceMemory {

    @Override
    public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
        backend.requireOpen();
        throw new OutOfDeviceMemoryException(bytes, 0, label);
    }

    /** Where a copy would be needed, the answer is empty. */
    @Override
    public Optional<DeviceBuffer> importHost(MemorySegment segment) {
        backend.requireOpen();
        return Optional.empty();
    }

    @Override
    public MemoryStats stats() {
        backend.requireOpen();
        return new MemoryStats(0, 0, 0, 0);
    }
}

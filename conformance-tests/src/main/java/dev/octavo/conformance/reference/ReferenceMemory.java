package dev.octavo.conformance.reference;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Host memory with a limit, so that running out of it can be tested. */
final class ReferenceMemory implements DeviceMemory {

    private final ReferenceBackend owner;
    private final long limit;
    private long allocated;
    private int buffers;

    ReferenceMemory(ReferenceBackend owner, long limit) {
        this.owner = owner;
        this.limit = limit;
    }

    @Override
    public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
        owner.requireOpen();
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot allocate " + bytes + " bytes for " + label);
        }
        return ReferenceAllocation.create(owner, bytes, kind, label).whole();
    }

    @Override
    public Optional<DeviceBuffer> importHost(MemorySegment segment) {
        owner.requireOpen();
        return Optional.of(ReferenceAllocation.imported(owner, segment).whole());
    }

    @Override
    public synchronized MemoryStats stats() {
        owner.requireOpen();
        return new MemoryStats(limit, limit - allocated, allocated, buffers);
    }

    /** Takes bytes of the limit; they are given back through {@link #giveBack}. */
    synchronized void take(long bytes, String label) {
        if (bytes > limit - allocated) {
            throw new OutOfDeviceMemoryException(bytes, limit - allocated, label);
        }
        allocated += bytes;
        buffers++;
    }

    synchronized void giveBack(long bytes) {
        allocated -= bytes;
        buffers--;
    }
}

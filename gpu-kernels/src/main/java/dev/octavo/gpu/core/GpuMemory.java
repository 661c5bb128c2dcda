package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The device's memory, and who holds what of it. */
public final class GpuMemory implements DeviceMemory {

    private final GpuCore core;
    private final Set<GpuAllocation> open = ConcurrentHashMap.newKeySet();
    private final PassingBuffers passing = new PassingBuffers(this);
    private volatile boolean closed;

    GpuMemory(GpuCore core) {
        this.core = core;
    }

    @Override
    public GpuBuffer allocate(long bytes, MemoryKind kind, String label) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot allocate " + bytes + " bytes for " + label);
        }
        passing.sweep();
        // An empty buffer has memory too, so that every buffer can be a kernel's argument.
        NativeBuffer memory = core.driver().allocate(Math.max(1, bytes), kind, label);
        GpuAllocation allocation = new GpuAllocation(this, memory, kind, label, bytes);
        open.add(allocation);
        if (closed) {
            allocation.close();
            core.checkOpen();
        }
        return new GpuBuffer(allocation, 0, bytes, false);
    }

    @Override
    public Optional<DeviceBuffer> importHost(MemorySegment segment) {
        core.checkOpen();
        return Optional.empty();
    }

    @Override
    public MemoryStats stats() {
        core.checkOpen();
        passing.sweep();
        List<GpuAllocation> now = List.copyOf(open);
        long held = now.stream().mapToLong(GpuAllocation::byteSize).sum();
        return new MemoryStats(core.driver().totalBytes(), core.driver().freeBytes(), held, now.size());
    }

    GpuCore core() {
        return core;
    }

    PassingBuffers passing() {
        return passing;
    }

    void forget(GpuAllocation allocation) {
        open.remove(allocation);
    }

    /** Frees every buffer that is still open; idempotent. */
    void close() {
        closed = true;
        passing.close();
        List.copyOf(open).forEach(GpuAllocation::close);
    }
}

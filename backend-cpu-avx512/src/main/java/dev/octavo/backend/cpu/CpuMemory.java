package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.LargePages;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The host's memory as the device's. Both kinds of memory are the same here. */
final class CpuMemory implements DeviceMemory {

    /** A cache line and the widest vector. */
    static final int ALIGNMENT = 64;

    private static final int PAGE = 4096;

    /** Below this the operating system is not asked what is free: the question would cost more than the memory. */
    private static final long LARGE = 1 << 20;

    private final Optional<LargePages> largePages;
    private final Optional<WeightSlabs> slabs;
    private final NodePlacement nodes;
    private final Set<Allocation> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param largePages where large buffers come from; empty for the JVM's own memory
     * @param nodes where they are put
     */
    CpuMemory(Optional<LargePages> largePages, NodePlacement nodes) {
        this.largePages = largePages;
        this.nodes = nodes;
        // On several nodes each matrix is put on them by itself.
        slabs = largePages.filter(pages -> nodes.count() == 1).map(WeightSlabs::new);
    }

    /** Where memory of weights is put. */
    NodePlacement nodes() {
        return nodes;
    }

    @Override
    public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
        return allocate(bytes, kind, label, false);
    }

    /** Memory that lives as long as a model. */
    DeviceBuffer allocateWeights(long bytes, String label) {
        return allocate(bytes, MemoryKind.DEVICE, label, true);
    }

    private DeviceBuffer allocate(long bytes, MemoryKind kind, String label, boolean weights) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot allocate " + bytes + " bytes for " + label);
        }
        checkOpen();
        if (bytes >= LARGE) {
            long free = HostFacts.availableMemory();
            if (bytes > free) {
                throw new OutOfDeviceMemoryException(bytes, free, label);
            }
        }
        Arena arena = Arena.ofShared();
        try {
            MemorySegment segment = take(bytes, arena, weights);
            if (bytes >= LARGE) {
                nodes.interleave(segment);
            }
            return register(segment, kind, new Allocation(this, label, bytes, arena));
        } catch (OutOfMemoryError e) {
            arena.close();
            OutOfDeviceMemoryException refusal =
                    new OutOfDeviceMemoryException(bytes, HostFacts.availableMemory(), label);
            refusal.initCause(e);
            throw refusal;
        }
    }

    private MemorySegment take(long bytes, Arena arena, boolean weights) {
        if (bytes >= LARGE && weights && slabs.isPresent()) {
            return slabs.get().allocate(bytes, arena).orElseThrow(OutOfMemoryError::new);
        }
        if (bytes >= LargePages.SIZE && largePages.isPresent()) {
            return largePages.get().allocate(bytes, arena).orElseThrow(OutOfMemoryError::new);
        }
        return arena.allocate(bytes, bytes >= LARGE ? PAGE : ALIGNMENT);
    }

    @Override
    public Optional<DeviceBuffer> importHost(MemorySegment segment) {
        checkOpen();
        if (!PlainView.usable(segment) || !PlainView.possible(segment)) {
            return Optional.empty();
        }
        MemorySegment view = PlainView.of(segment).asReadOnly();
        return Optional.of(register(view, MemoryKind.DEVICE, new Allocation(this, "imported memory", 0, null)));
    }

    private DeviceBuffer register(MemorySegment segment, MemoryKind kind, Allocation allocation) {
        open.add(allocation);
        if (closed) {
            allocation.close();
            checkOpen();
        }
        return new CpuBuffer(segment, kind, allocation, false);
    }

    @Override
    public MemoryStats stats() {
        checkOpen();
        List<Allocation> now = List.copyOf(open);
        long held = now.stream().mapToLong(Allocation::bytes).sum();
        return new MemoryStats(HostFacts.totalMemory(), HostFacts.availableMemory(), held, now.size());
    }

    void forget(Allocation allocation) {
        open.remove(allocation);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the cpu backend is closed");
        }
    }

    /** Frees every buffer that is still open; idempotent. */
    void close() {
        closed = true;
        List.copyOf(open).forEach(Allocation::close);
        slabs.ifPresent(WeightSlabs::close);
    }
}

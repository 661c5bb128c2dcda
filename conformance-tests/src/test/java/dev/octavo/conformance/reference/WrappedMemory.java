package dev.octavo.conformance.reference;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.MemoryStats;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Passes everything on; a mutant overrides what it gets wrong. */
class WrappedMemory implements DeviceMemory {

    final DeviceMemory right;

    WrappedMemory(DeviceMemory right) {
        this.right = right;
    }

    @Override
    public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
        return right.allocate(bytes, kind, label);
    }

    @Override
    public Optional<DeviceBuffer> importHost(MemorySegment segment) {
        return right.importHost(segment);
    }

    @Override
    public MemoryStats stats() {
        return right.stats();
    }

    /** A backend with another memory. */
    static WrappedBackend of(ReferenceBackend right, Function<DeviceMemory, DeviceMemory> change) {
        return new WrappedBackend(right) {
            @Override
            public DeviceMemory memory() {
                return change.apply(right.memory());
            }
        };
    }

    /** A backend whose buffers are other ones. */
    static WrappedBackend buffers(ReferenceBackend right, UnaryOperator<ReferenceBuffer> change) {
        return of(right, memory -> new WrappedMemory(memory) {
            @Override
            public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
                return change.apply((ReferenceBuffer) memory.allocate(bytes, kind, label));
            }
        });
    }
}

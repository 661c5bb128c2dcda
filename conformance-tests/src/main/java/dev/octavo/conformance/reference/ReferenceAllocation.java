package dev.octavo.conformance.reference;

import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The memory behind a buffer and all its windows. */
final class ReferenceAllocation extends Resource {

    private static final long ALIGNMENT = 64;

    /** All bits set: NaN in every floating-point type and -1 in the integers, so that reading what was never written shows. */
    private static final byte UNDEFINED = (byte) 0xFF;

    private final MemorySegment segment;
    private final MemoryKind kind;
    private final @Nullable Arena arena;

    private ReferenceAllocation(
            ReferenceBackend owner, String name, MemorySegment segment, MemoryKind kind, @Nullable Arena arena) {
        super(owner, name);
        this.segment = segment;
        this.kind = kind;
        this.arena = arena;
    }

    static ReferenceAllocation create(ReferenceBackend owner, long bytes, MemoryKind kind, String label) {
        owner.hostMemory().take(bytes, label);
        Arena arena = Arena.ofShared();
        try {
            MemorySegment segment = arena.allocate(bytes, ALIGNMENT).fill(UNDEFINED);
            var allocation = new ReferenceAllocation(owner, "buffer " + label, segment, kind, arena);
            allocation.register();
            return allocation;
        } catch (OutOfMemoryError | IllegalStateException e) {
            arena.close();
            owner.hostMemory().giveBack(bytes);
            if (e instanceof IllegalStateException closed) {
                throw closed;
            }
            throw new OutOfDeviceMemoryException(bytes, -1, label);
        }
    }

    static ReferenceAllocation imported(ReferenceBackend owner, MemorySegment segment) {
        var allocation = new ReferenceAllocation(
                owner,
                "imported buffer of " + segment.byteSize() + " bytes",
                segment.asReadOnly(),
                MemoryKind.DEVICE,
                null);
        allocation.register();
        return allocation;
    }

    /** A buffer over all of it. */
    ReferenceBuffer whole() {
        return new ReferenceBuffer(this, 0, segment.byteSize(), true);
    }

    /** The bytes, read-only for imports. */
    MemorySegment segment() {
        requireOpen();
        return segment;
    }

    MemoryKind kind() {
        return kind;
    }

    @Override
    void release() {
        if (arena != null) {
            arena.close();
            owner().hostMemory().giveBack(segment.byteSize());
        }
    }
}

package dev.octavo.conformance.reference;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/** A window into an allocation. Length and kind stay readable after closing, for messages. */
class ReferenceBuffer implements DeviceBuffer {

    private final ReferenceAllocation allocation;
    private final long offset;
    private final long bytes;
    private final boolean owning;

    ReferenceBuffer(ReferenceAllocation allocation, long offset, long bytes, boolean owning) {
        this.allocation = allocation;
        this.offset = offset;
        this.bytes = bytes;
        this.owning = owning;
    }

    /** The same window once more. */
    ReferenceBuffer(ReferenceBuffer other) {
        this(other.allocation, other.offset, other.bytes, other.owning);
    }

    /** The bytes of a buffer that must be open and of this backend. */
    static MemorySegment readable(ReferenceBackend owner, DeviceBuffer buffer) {
        if (!(buffer instanceof ReferenceBuffer own) || own.allocation.owner() != owner) {
            throw new IllegalArgumentException("buffer " + buffer + " belongs to another backend than "
                    + owner.address() + "; copy its bytes into a buffer of this one");
        }
        return own.segment();
    }

    /** The same for a buffer that is written. */
    static MemorySegment writable(ReferenceBackend owner, DeviceBuffer buffer) {
        MemorySegment segment = readable(owner, buffer);
        if (segment.isReadOnly()) {
            throw new IllegalArgumentException(
                    buffer + " is read-only to operators; write to a buffer from DeviceMemory.allocate");
        }
        return segment;
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    @Override
    public MemoryKind kind() {
        return allocation.kind();
    }

    @Override
    public DeviceBuffer slice(long sliceOffset, long sliceBytes) {
        allocation.requireOpen();
        Objects.checkFromIndexSize(sliceOffset, sliceBytes, bytes);
        return new ReferenceBuffer(allocation, offset + sliceOffset, sliceBytes, false);
    }

    @Override
    public Optional<MemorySegment> hostView() {
        return Optional.of(segment());
    }

    @Override
    public void close() {
        if (owning) {
            allocation.close();
        }
    }

    private MemorySegment segment() {
        return allocation.segment().asSlice(offset, bytes);
    }

    @Override
    public String toString() {
        return allocation + " [" + offset + ", " + (offset + bytes) + ")";
    }
}

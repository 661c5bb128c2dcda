package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** What commands are enqueued into. Arguments are checked here and now; the command itself runs whenever the sink decides. */
abstract class ReferenceSink extends Resource implements CommandSink {

    ReferenceSink(ReferenceBackend owner, String name) {
        super(owner, name);
    }

    /** The sink, which must be open and of this backend. */
    static ReferenceSink of(ReferenceBackend owner, CommandSink sink) {
        if (!(sink instanceof ReferenceSink own) || own.owner() != owner) {
            throw new IllegalArgumentException("sink " + sink + " belongs to another backend than " + owner.address());
        }
        own.requireOpen();
        return own;
    }

    /** Takes a command. */
    abstract void enqueue(Runnable command);

    @Override
    public void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
        requireOpen();
        long bytes = source.byteSize();
        checkRange(target, targetOffset, bytes);
        ReferenceBuffer.writable(owner(), target);
        enqueue(() -> MemorySegment.copy(source, 0, ReferenceBuffer.writable(owner(), target), targetOffset, bytes));
    }

    @Override
    public void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes) {
        requireOpen();
        checkRange(source, sourceOffset, bytes);
        checkRange(target, targetOffset, bytes);
        MemorySegment from = ReferenceBuffer.readable(owner(), source).asSlice(sourceOffset, bytes);
        MemorySegment to = ReferenceBuffer.writable(owner(), target).asSlice(targetOffset, bytes);
        if (from.asOverlappingSlice(to).filter(shared -> shared.byteSize() > 0).isPresent()) {
            throw new IllegalArgumentException("copy of " + bytes + " bytes from " + source + " + " + sourceOffset
                    + " overlaps its target " + target + " + " + targetOffset);
        }
        enqueue(() -> MemorySegment.copy(
                ReferenceBuffer.readable(owner(), source),
                sourceOffset,
                ReferenceBuffer.writable(owner(), target),
                targetOffset,
                bytes));
    }

    @Override
    public void fill(DeviceBuffer target, long offset, long bytes, byte value) {
        requireOpen();
        checkRange(target, offset, bytes);
        ReferenceBuffer.writable(owner(), target);
        enqueue(() ->
                ReferenceBuffer.writable(owner(), target).asSlice(offset, bytes).fill(value));
    }

    private static void checkRange(DeviceBuffer buffer, long offset, long bytes) {
        Objects.checkFromIndexSize(offset, bytes, buffer.byteSize());
    }
}

package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;

/**
 * The commands that only move bytes.
 *
 * @param memory whose buffers they take
 */
record Transfers(CpuMemory memory) {

    void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
        range(target, targetOffset, source.byteSize()).copyFrom(source);
    }

    void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes) {
        MemorySegment from = range(source, sourceOffset, bytes);
        MemorySegment to = range(target, targetOffset, bytes);
        checkApart(from, to);
        to.copyFrom(from);
    }

    void fill(DeviceBuffer target, long offset, long bytes, byte value) {
        range(target, offset, bytes).fill(value);
    }

    void download(DeviceBuffer source, long sourceOffset, MemorySegment target) {
        target.copyFrom(range(source, sourceOffset, target.byteSize()));
    }

    /** Throws if the ranges of a copy overlap. */
    static void checkApart(MemorySegment from, MemorySegment to) {
        boolean overlap =
                from.asOverlappingSlice(to).filter(both -> both.byteSize() > 0).isPresent();
        if (overlap) {
            throw new IllegalArgumentException("the source and the target of a copy of " + from.byteSize()
                    + " bytes overlap; copy through another buffer");
        }
    }

    /** Part of a buffer. */
    MemorySegment range(DeviceBuffer buffer, long offset, long bytes) {
        return CpuBuffer.segmentOf(memory, buffer).asSlice(offset, bytes);
    }
}

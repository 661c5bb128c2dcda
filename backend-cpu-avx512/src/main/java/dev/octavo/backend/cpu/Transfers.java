package dev.octavo.backend.cpu;

import dev.octavo.spi.DeviceBuffer;
import java.lang.foreign.MemorySegment;

/** The commands that only move bytes. */
final class Transfers {

    private Transfers() {}

    static void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
        MemorySegment.copy(source, 0, CpuBuffer.segmentOf(target), targetOffset, source.byteSize());
    }

    static void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes) {
        MemorySegment.copy(CpuBuffer.segmentOf(source), sourceOffset, CpuBuffer.segmentOf(target), targetOffset, bytes);
    }

    static void fill(DeviceBuffer target, long offset, long bytes, byte value) {
        CpuBuffer.segmentOf(target).asSlice(offset, bytes).fill(value);
    }
}

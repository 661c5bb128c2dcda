package dev.octavo.conformance.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Host memory for uploads and downloads: native, and of no thread, since a backend may copy on its own. */
final class Host {

    private Host() {}

    static MemorySegment zeros(long bytes) {
        return Arena.ofAuto().allocate(Math.max(bytes, 1), 64).asSlice(0, bytes);
    }

    static MemorySegment bytes(byte... values) {
        MemorySegment segment = zeros(values.length);
        segment.copyFrom(MemorySegment.ofArray(values));
        return segment;
    }

    static MemorySegment floats(float... values) {
        MemorySegment segment = zeros(4L * values.length);
        for (int i = 0; i < values.length; i++) {
            segment.set(F32, 4L * i, values[i]);
        }
        return segment;
    }

    static MemorySegment integers(int... values) {
        MemorySegment segment = zeros(4L * values.length);
        for (int i = 0; i < values.length; i++) {
            segment.set(I32, 4L * i, values[i]);
        }
        return segment;
    }

    static float[] toFloats(MemorySegment segment) {
        return segment.toArray(F32);
    }

    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
}

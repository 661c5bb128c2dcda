package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Zeros behind rows whose length is no multiple of the lane count. */
final class Padding {

    private Padding() {}

    /** Fills up an f32 row of {@code count} elements with zeros to the next multiple of the lane count. */
    static void zero(MemorySegment target, long offset, int count) {
        zero(target, offset, count, Lanes.roundUp(count));
    }

    /** Sets elements {@code [from, to)} of an f32 row to zero. */
    static void zero(MemorySegment target, long offset, int from, int to) {
        for (int i = from; i < to; i++) {
            target.set(JAVA_FLOAT_UNALIGNED, offset + 4L * i, 0f);
        }
    }
}

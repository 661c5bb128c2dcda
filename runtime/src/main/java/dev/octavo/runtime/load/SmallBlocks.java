package dev.octavo.runtime.load;

import static dev.octavo.runtime.load.BlockDecoder.half;
import static dev.octavo.runtime.load.BlockDecoder.uint8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Blocks of 32 weights. Of packed nibbles, the lower ones are the first 16 weights. */
final class SmallBlocks {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HALF = 16;

    /** The 16 levels of IQ4_NL. */
    private static final int[] LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    /** Twice the 16 values of E2M1. */
    private static final int[] E2M1 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    /** Twice the bias of E8M0 exponents, less the doubling of {@link #E2M1}. */
    private static final int E8M0_BIAS = 128;

    private SmallBlocks() {}

    static void q8x0(MemorySegment from, long offset, float[] to, int at) {
        float scale = half(from, offset);
        for (int i = 0; i < 2 * HALF; i++) {
            to[at + i] = scale * from.get(ValueLayout.JAVA_BYTE, offset + 2 + i);
        }
    }

    /** {@code (q - zero) * scale + minimum}, the nibbles standing {@code skip} bytes into the block. */
    static void nibbles(MemorySegment from, long offset, int skip, int zero, float minimum, float[] to, int at) {
        float scale = half(from, offset);
        for (int i = 0; i < HALF; i++) {
            int both = uint8(from, offset + skip + i);
            to[at + i] = scale * ((both & 0xF) - zero) + minimum;
            to[at + i + HALF] = scale * ((both >> 4) - zero) + minimum;
        }
    }

    /** As {@link #nibbles}, with a word of fifth bits before them. */
    static void fiveBits(MemorySegment from, long offset, int skip, int zero, float minimum, float[] to, int at) {
        float scale = half(from, offset);
        int fifth = from.get(INT, offset + skip);
        for (int i = 0; i < HALF; i++) {
            int both = uint8(from, offset + skip + 4 + i);
            int low = (both & 0xF) | (((fifth >>> i) & 1) << 4);
            int high = (both >> 4) | (((fifth >>> (i + HALF)) & 1) << 4);
            to[at + i] = scale * (low - zero) + minimum;
            to[at + i + HALF] = scale * (high - zero) + minimum;
        }
    }

    static void iq4nl(MemorySegment from, long offset, float[] to, int at) {
        looked(from, offset + 2, half(from, offset), LEVELS, to, at);
    }

    static void mxfp4(MemorySegment from, long offset, float[] to, int at) {
        looked(from, offset + 1, (float) Math.scalb(1.0, uint8(from, offset) - E8M0_BIAS), E2M1, to, at);
    }

    private static void looked(MemorySegment from, long offset, float scale, int[] table, float[] to, int at) {
        for (int i = 0; i < HALF; i++) {
            int both = uint8(from, offset + i);
            to[at + i] = scale * table[both & 0xF];
            to[at + i + HALF] = scale * table[both >> 4];
        }
    }
}

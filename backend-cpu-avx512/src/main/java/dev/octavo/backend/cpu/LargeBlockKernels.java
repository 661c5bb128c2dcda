package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.BlockParts.GROUP;
import static dev.octavo.backend.cpu.BlockParts.half;
import static dev.octavo.backend.cpu.BlockParts.store;
import static dev.octavo.backend.cpu.BlockParts.unsigned;
import static dev.octavo.backend.cpu.Lanes.L;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;

/**
 * Widens blocks of 256 quantised weights (source: the ggml block structures, as published with llama.cpp). Their sub-blocks have quantised scales of their own. As in
 * {@link SmallBlockKernels}, products are exact in f32 (11 bits of the scale, 8 of a sub-block's, 5 of a value), so all ways to compute a weight give the same bits.
 */
final class LargeBlockKernels {

    private static final int Q2K_BYTES = 84;
    private static final int Q3K_BYTES = 110;
    private static final int Q4K_BYTES = 144;
    private static final int Q5K_BYTES = 176;
    private static final int Q6K_BYTES = 210;

    /** Bytes of a widened block. */
    private static final long WIDE = 4L * 256;

    private static final int LOW_SIX = 0x3f3f3f3f;
    private static final int LOW_FOUR = 0x0f0f0f0f;
    private static final int LOW_TWO = 0x03030303;

    private LargeBlockKernels() {}

    private static int uint8(MemorySegment m, long offset) {
        return m.get(JAVA_BYTE, offset) & 0xFF;
    }

    static void q2k(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q2K_BYTES * b;
            float scale = half(from, block + 80);
            float minimum = half(from, block + 82);
            for (int group = 0; group < 16; group++) {
                int both = uint8(from, block + group);
                float step = scale * (both & 0xF);
                float offset = -minimum * (both >> 4);
                long bytes = block + 16 + 32L * (group / 8) + 16L * (group % 2);
                int shift = 2 * (group % 8 / 2);
                long out = target + WIDE * b + 64L * group;
                for (int j = 0; j < GROUP; j += L) {
                    IntVector q = unsigned(from, bytes, j).lanewise(LSHR, shift).and(3);
                    store(q, step, offset, to, out + 4L * j);
                }
            }
        }
    }

    static void q3k(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q3K_BYTES * b;
            float scale = half(from, block + 108);
            for (int group = 0; group < 16; group++) {
                int low = (uint8(from, block + 96 + group % 8) >> (4 * (group / 8))) & 0xF;
                int high = (uint8(from, block + 104 + group % 4) >> (2 * (group / 4))) & 3;
                float step = scale * ((low | (high << 4)) - 32);
                threeBits(from, block, group, step, to, target + WIDE * b + 64L * group);
            }
        }
    }

    private static void threeBits(
            MemorySegment from, long block, int group, float step, MemorySegment to, long target) {
        long bytes = block + 32 + 32L * (group / 8) + 16L * (group % 2);
        long third = block + 16L * (group % 2);
        int shift = 2 * (group % 8 / 2);
        for (int j = 0; j < GROUP; j += L) {
            IntVector q = unsigned(from, bytes, j).lanewise(LSHR, shift).and(3);
            IntVector high =
                    unsigned(from, third, j).lanewise(LSHR, group / 2).and(1).lanewise(LSHL, 2);
            store(q.or(high), step, -4 * step, to, target + 4L * j);
        }
    }

    static void q4k(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q4K_BYTES * b;
            float scale = half(from, block);
            float minimum = -half(from, block + 2);
            long scales = scales(from, block + 4);
            long minimums = minimums(from, block + 4);
            for (int pair = 0; pair < 4; pair++) {
                float step0 = scale * at(scales, 2 * pair);
                float offset0 = minimum * at(minimums, 2 * pair);
                float step1 = scale * at(scales, 2 * pair + 1);
                float offset1 = minimum * at(minimums, 2 * pair + 1);
                long bytes = block + 16 + 32L * pair;
                long out = target + WIDE * b + 256L * pair;
                for (int j = 0; j < 2 * GROUP; j += L) {
                    IntVector both = unsigned(from, bytes, j);
                    store(both.and(0xF), step0, offset0, to, out + 4L * j);
                    store(both.lanewise(LSHR, 4), step1, offset1, to, out + 128 + 4L * j);
                }
            }
        }
    }

    static void q5k(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q5K_BYTES * b;
            float scale = half(from, block);
            float minimum = -half(from, block + 2);
            long scales = scales(from, block + 4);
            long minimums = minimums(from, block + 4);
            for (int group = 0; group < 8; group++) {
                float step = scale * at(scales, group);
                float offset = minimum * at(minimums, group);
                long bytes = block + 48 + 32L * (group / 2);
                int shift = 4 * (group % 2);
                long out = target + WIDE * b + 128L * group;
                for (int j = 0; j < 2 * GROUP; j += L) {
                    IntVector low =
                            unsigned(from, bytes, j).lanewise(LSHR, shift).and(0xF);
                    IntVector high = unsigned(from, block + 16, j)
                            .lanewise(LSHR, group)
                            .and(1)
                            .lanewise(LSHL, 4);
                    store(low.or(high), step, offset, to, out + 4L * j);
                }
            }
        }
    }

    /** The eight scales of six bits out of the 12 bytes in which they are packed with the minimums, one in each byte. */
    private static long scales(MemorySegment from, long packed) {
        int first = from.get(JAVA_INT_UNALIGNED, packed);
        int last = from.get(JAVA_INT_UNALIGNED, packed + 8);
        int upper = (last & LOW_FOUR) | (((first >>> 6) & LOW_TWO) << 4);
        return Integer.toUnsignedLong(first & LOW_SIX) | ((long) upper << Integer.SIZE);
    }

    /** The eight minimums. */
    private static long minimums(MemorySegment from, long packed) {
        int middle = from.get(JAVA_INT_UNALIGNED, packed + 4);
        int last = from.get(JAVA_INT_UNALIGNED, packed + 8);
        int upper = ((last >>> 4) & LOW_FOUR) | (((middle >>> 6) & LOW_TWO) << 4);
        return Integer.toUnsignedLong(middle & LOW_SIX) | ((long) upper << Integer.SIZE);
    }

    private static int at(long bytes, int group) {
        return (int) (bytes >>> (Byte.SIZE * group)) & 0xFF;
    }

    static void q6k(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q6K_BYTES * b;
            float scale = half(from, block + 208);
            for (int chunk = 0; chunk < 4; chunk++) {
                // Two of four chunks are in each half of the block; a chunk has 16 weights in each of four quarters.
                long low = block + 64L * (chunk / 2) + 16L * (chunk % 2);
                long high = block + 128 + 32L * (chunk / 2) + 16L * (chunk % 2);
                long scales = block + 192 + 8L * (chunk / 2) + chunk % 2;
                long out = target + WIDE * b + 512L * (chunk / 2) + 64L * (chunk % 2);
                for (int quarter = 0; quarter < 4; quarter++) {
                    float step = scale * from.get(JAVA_BYTE, scales + 2L * quarter);
                    sixBits(from, low + 32L * (quarter % 2), high, quarter, step, to, out + 128L * quarter);
                }
            }
        }
    }

    private static void sixBits(
            MemorySegment from, long lows, long highs, int quarter, float step, MemorySegment to, long target) {
        for (int j = 0; j < GROUP; j += L) {
            IntVector low =
                    unsigned(from, lows, j).lanewise(LSHR, 4 * (quarter / 2)).and(0xF);
            IntVector high =
                    unsigned(from, highs, j).lanewise(LSHR, 2 * quarter).and(3).lanewise(LSHL, 4);
            store(low.or(high), step, -32 * step, to, target + 4L * j);
        }
    }
}

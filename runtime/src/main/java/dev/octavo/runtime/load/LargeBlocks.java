package dev.octavo.runtime.load;

import static dev.octavo.runtime.load.BlockDecoder.half;
import static dev.octavo.runtime.load.BlockDecoder.uint8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Blocks of 256 weights, whose sub-blocks have scales of their own that are quantised, too. */
final class LargeBlocks {

    private LargeBlocks() {}

    static void q2k(MemorySegment from, long offset, float[] to, int at) {
        float scale = half(from, offset + 80);
        float minimum = half(from, offset + 82);
        for (int group = 0; group < 16; group++) {
            int both = uint8(from, offset + group);
            float step = scale * (both & 0xF);
            float low = minimum * (both >> 4);
            long bytes = offset + 16 + 32L * (group / 8) + 16L * (group % 2);
            int shift = 2 * (group % 8 / 2);
            for (int i = 0; i < 16; i++) {
                to[at + 16 * group + i] = step * ((uint8(from, bytes + i) >> shift) & 3) - low;
            }
        }
    }

    static void q3k(MemorySegment from, long offset, float[] to, int at) {
        float scale = half(from, offset + 108);
        for (int group = 0; group < 16; group++) {
            int low = (uint8(from, offset + 96 + group % 8) >> (4 * (group / 8))) & 0xF;
            int high = (uint8(from, offset + 104 + group % 4) >> (2 * (group / 4))) & 3;
            float step = scale * ((low | (high << 4)) - 32);
            long bytes = offset + 32 + 32L * (group / 8) + 16L * (group % 2);
            long third = offset + 16L * (group % 2);
            int shift = 2 * (group % 8 / 2);
            for (int i = 0; i < 16; i++) {
                int missing = ((uint8(from, third + i) >> (group / 2)) & 1) == 0 ? 4 : 0;
                to[at + 16 * group + i] = step * (((uint8(from, bytes + i) >> shift) & 3) - missing);
            }
        }
    }

    static void q4k(MemorySegment from, long offset, float[] to, int at) {
        fours(from, offset, offset + 16, 0, to, at);
    }

    static void q5k(MemorySegment from, long offset, float[] to, int at) {
        fours(from, offset, offset + 48, offset + 16, to, at);
    }

    /** Eight groups of 32: nibbles at {@code quants}, and where {@code fifths} is not 0, a fifth bit for each there. */
    private static void fours(MemorySegment from, long offset, long quants, long fifths, float[] to, int at) {
        float scale = half(from, offset);
        float minimum = half(from, offset + 2);
        for (int group = 0; group < 8; group++) {
            float step = scale * sixBits(from, offset + 4, group, 0);
            float low = minimum * sixBits(from, offset + 4, group, 4);
            long bytes = quants + 32L * (group / 2);
            int shift = 4 * (group % 2);
            for (int i = 0; i < 32; i++) {
                int q = (uint8(from, bytes + i) >> shift) & 0xF;
                if (fifths != 0) {
                    q |= ((uint8(from, fifths + i) >> group) & 1) << 4;
                }
                to[at + 32 * group + i] = step * q - low;
            }
        }
    }

    /** A group's scale ({@code part} 0) or minimum (4) out of the 12 bytes in which eight of each are packed. */
    private static int sixBits(MemorySegment from, long packed, int group, int part) {
        if (group < 4) {
            return uint8(from, packed + group + part) & 63;
        }
        int low = (uint8(from, packed + group + 4) >> part) & 0xF;
        return low | ((uint8(from, packed + group - 4 + part) >> 6) << 4);
    }

    static void q6k(MemorySegment from, long offset, float[] to, int at) {
        float scale = half(from, offset + 208);
        for (int group = 0; group < 16; group++) {
            float step = scale * from.get(ValueLayout.JAVA_BYTE, offset + 192 + group);
            int quarter = group % 8 / 2;
            long low = offset + 64L * (group / 8) + 32L * (quarter % 2) + 16L * (group % 2);
            long high = offset + 128 + 32L * (group / 8) + 16L * (group % 2);
            int lowShift = 4 * (quarter / 2);
            for (int i = 0; i < 16; i++) {
                int q = ((uint8(from, low + i) >> lowShift) & 0xF)
                        | (((uint8(from, high + i) >> (2 * quarter)) & 3) << 4);
                to[at + 16 * group + i] = step * (q - 32);
            }
        }
    }
}

package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.octavo.tensor.BlockType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Quantised weights, and what they are by the description of their formats. */
final class BlockOracle {

    private BlockOracle() {}

    /** Weights one by one, by the arithmetic of the format's description. */
    static float expected(BlockType type, MemorySegment m, long at, int i) {
        return switch (type) {
            case Q8_0 -> half(m, at) * m.get(JAVA_BYTE, at + 2 + i);
            case Q4_0 -> half(m, at) * (nibble(m, at + 2, i) - 8);
            case Q4_1 -> half(m, at) * nibble(m, at + 4, i) + half(m, at + 2);
            case Q5_0 -> half(m, at) * ((nibble(m, at + 6, i) | (bit(m, at + 2, i) << 4)) - 16);
            case Q5_1 -> half(m, at) * (nibble(m, at + 8, i) | (bit(m, at + 4, i) << 4)) + half(m, at + 2);
            case IQ4_NL -> half(m, at) * SIGNED_LEVELS[nibble(m, at + 2, i)];
            case MXFP4 -> (float) Math.pow(2, uint8(m, at) - 127) * FOUR_BIT_FLOATS[nibble(m, at + 1, i)];
            case Q2_K -> {
                int both = uint8(m, at + i / 16);
                int q = (uint8(m, at + 16 + 32L * (i / 128) + i % 32) >> (2 * (i % 128 / 32))) & 3;
                yield half(m, at + 80) * (both & 15) * q - half(m, at + 82) * (both >> 4);
            }
            case Q3_K -> {
                int q = (uint8(m, at + 32 + 32L * (i / 128) + i % 32) >> (2 * (i % 128 / 32))) & 3;
                int high = (uint8(m, at + i % 32) >> (i / 32)) & 1;
                int g = i / 16;
                int low4 = g < 8 ? uint8(m, at + 96 + g) & 15 : uint8(m, at + 96 + g - 8) >> 4;
                int scale = (low4 | (((uint8(m, at + 104 + g % 4) >> (2 * (g / 4))) & 3) << 4)) - 32;
                yield half(m, at + 108) * scale * (q - 4 + 4 * high);
            }
            case Q4_K -> {
                int q = (uint8(m, at + 16 + 32L * (i / 64) + i % 32) >> (4 * (i % 64 / 32))) & 15;
                yield half(m, at) * scale(m, at, i / 32) * q - half(m, at + 2) * minimum(m, at, i / 32);
            }
            case Q5_K -> {
                int q = (uint8(m, at + 48 + 32L * (i / 64) + i % 32) >> (4 * (i % 64 / 32))) & 15;
                int high = (uint8(m, at + 16 + i % 32) >> (i / 32)) & 1;
                yield half(m, at) * scale(m, at, i / 32) * (q + 16 * high) - half(m, at + 2) * minimum(m, at, i / 32);
            }
            case Q6_K -> {
                int h = i / 128;
                int r = i % 128;
                int low = (uint8(m, at + 64L * h + r % 64) >> (4 * (r / 64))) & 15;
                int high = (uint8(m, at + 128 + 32L * h + r % 32) >> (2 * (r / 32))) & 3;
                yield half(m, at + 208) * m.get(JAVA_BYTE, at + 192 + i / 16) * ((low | (high << 4)) - 32);
            }
        };
    }

    private static final int[] SIGNED_LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
    };
    private static final float[] FOUR_BIT_FLOATS = {0, .5f, 1, 1.5f, 2, 3, 4, 6, -0f, -.5f, -1, -1.5f, -2, -3, -4, -6};

    private static int scale(MemorySegment m, long at, int g) {
        return g < 4 ? uint8(m, at + 4 + g) & 63 : (uint8(m, at + 8 + g) & 15) | ((uint8(m, at + g) >> 6) << 4);
    }

    private static int minimum(MemorySegment m, long at, int g) {
        return g < 4 ? uint8(m, at + 8 + g) & 63 : (uint8(m, at + 8 + g) >> 4) | ((uint8(m, at + 4 + g) >> 6) << 4);
    }

    private static int nibble(MemorySegment m, long at, int i) {
        return (uint8(m, at + i % 16) >> (4 * (i / 16))) & 15;
    }

    private static int bit(MemorySegment m, long at, int i) {
        return (uint8(m, at + i / 8) >> (i % 8)) & 1;
    }

    private static int uint8(MemorySegment m, long at) {
        return m.get(JAVA_BYTE, at) & 0xFF;
    }

    private static float half(MemorySegment m, long at) {
        return Float.float16ToFloat(m.get(JAVA_SHORT_UNALIGNED, at));
    }

    /** Random bytes, with scales that are finite. */
    static MemorySegment blocks(Arena arena, BlockType type, int count) {
        byte[] bytes = new byte[count * type.bytes()];
        new Random(type.bytes()).nextBytes(bytes);
        MemorySegment blocks = arena.allocate(bytes.length, 2);
        blocks.copyFrom(MemorySegment.ofArray(bytes));
        Random random = new Random(9);
        for (int b = 0; b < count; b++) {
            long at = (long) b * type.bytes();
            switch (type) {
                case MXFP4 -> blocks.set(JAVA_BYTE, at, (byte) (120 + random.nextInt(10)));
                case Q2_K -> scales(blocks, random, at + 80, at + 82);
                case Q3_K -> scales(blocks, random, at + 108);
                case Q6_K -> scales(blocks, random, at + 208);
                case Q4_1, Q5_1, Q4_K, Q5_K -> scales(blocks, random, at, at + 2);
                default -> scales(blocks, random, at);
            }
        }
        return blocks;
    }

    private static void scales(MemorySegment blocks, Random random, long... places) {
        for (long place : places) {
            blocks.set(JAVA_SHORT_UNALIGNED, place, Float.floatToFloat16(random.nextFloat() * 0.02f - 0.01f));
        }
    }
}

package dev.octavo.conformance.oracle;

import static dev.octavo.conformance.oracle.LittleEndian.unsigned;

import dev.octavo.tensor.BlockType;

/**
 * The formats of 256 weights, whose sub-blocks have small integer scales of their own. Bytes of a block in order, d and m being F16:
 *
 * <table>
 * <caption>Fields</caption>
 * <tr><td>Q2_K</td><td>16 scales (lower half of a byte: scale, upper: minimum), 64 bytes of 2-bit q, d, m</td></tr>
 * <tr><td>Q3_K</td><td>32 bytes of third bits, 64 bytes of 2-bit q, 12 bytes of 6-bit scales, d</td></tr>
 * <tr><td>Q4_K</td><td>d, m, 12 bytes of 6-bit scales and minima, 128 bytes of 4-bit q</td></tr>
 * <tr><td>Q5_K</td><td>d, m, 12 bytes of 6-bit scales and minima, 32 bytes of fifth bits, 128 bytes of 4-bit q</td></tr>
 * <tr><td>Q6_K</td><td>128 bytes of lower 4 bits, 64 bytes of upper 2 bits, 16 signed scales, d</td></tr>
 * </table>
 */
final class SuperBlockOracle {

    private SuperBlockOracle() {}

    static void decode(BlockType type, byte[] bytes, int at, WeightNumbers out, int row, int column) {
        for (int i = 0; i < 256; i++) {
            switch (type) {
                case Q2_K -> q2(bytes, at, i, out, row, column + i);
                case Q3_K -> q3(bytes, at, i, out, row, column + i);
                case Q4_K -> q4(bytes, at, i, out, row, column + i);
                case Q5_K -> q5(bytes, at, i, out, row, column + i);
                case Q6_K -> q6(bytes, at, i, out, row, column + i);
                default -> throw new IllegalArgumentException(type + " has no sub-blocks");
            }
        }
    }

    /** Two bits of a weight: 128 weights share 32 bytes, each of which has the bits of weights 32 apart. */
    private static int pair(byte[] bytes, int at, int i) {
        return unsigned(bytes, at + i / 128 * 32 + i % 32) >> (2 * (i % 128 / 32)) & 3;
    }

    /** Four bits of a weight: 64 weights share 32 bytes, the first 32 of them in the lower halves. */
    private static int nibble(byte[] bytes, int at, int i) {
        int value = unsigned(bytes, at + i / 64 * 32 + i % 32);
        return i % 64 < 32 ? value & 15 : value >> 4;
    }

    private static void q2(byte[] bytes, int at, int i, WeightNumbers out, int row, int column) {
        double d = BlockOracle.half(bytes, at + 80);
        double m = BlockOracle.half(bytes, at + 82);
        int scales = unsigned(bytes, at + i / 16);
        out.set(row, column, d * (scales & 15) * pair(bytes, at + 16, i), -m * (scales >> 4));
    }

    private static void q3(byte[] bytes, int at, int i, WeightNumbers out, int row, int column) {
        double d = BlockOracle.half(bytes, at + 108);
        int s = i / 16;
        int low = unsigned(bytes, at + 96 + s % 8) >> (s < 8 ? 0 : 4) & 15;
        int high = unsigned(bytes, at + 96 + 8 + s % 4) >> (2 * (s / 4)) & 3;
        double scale = d * (low + 16 * high - 32);
        int third = unsigned(bytes, at + i % 32) >> (i / 32) & 1;
        // Without its third bit, a weight is 4 less.
        out.set(row, column, scale * pair(bytes, at + 32, i), third == 1 ? 0 : -4 * scale);
    }

    /** The 6-bit scale or minimum of sub-block s: four of each whole, the upper bits of the others beside them. */
    private static int sixBits(byte[] bytes, int at, int s, boolean minimum) {
        int own = minimum ? 4 : 0;
        if (s < 4) {
            return unsigned(bytes, at + own + s) & 63;
        }
        int lower = unsigned(bytes, at + 4 + s) >> own & 15;
        return lower + 16 * (unsigned(bytes, at + own + s - 4) >> 6);
    }

    private static void q4(byte[] bytes, int at, int i, WeightNumbers out, int row, int column) {
        withMinimum(bytes, at, i, nibble(bytes, at + 16, i), out, row, column);
    }

    private static void q5(byte[] bytes, int at, int i, WeightNumbers out, int row, int column) {
        int fifth = unsigned(bytes, at + 16 + i % 32) >> (i / 32) & 1;
        withMinimum(bytes, at, i, nibble(bytes, at + 48, i) + 16 * fifth, out, row, column);
    }

    private static void withMinimum(byte[] bytes, int at, int i, int q, WeightNumbers out, int row, int column) {
        double d = BlockOracle.half(bytes, at);
        double m = BlockOracle.half(bytes, at + 2);
        int scale = sixBits(bytes, at + 4, i / 32, false);
        int minimum = sixBits(bytes, at + 4, i / 32, true);
        out.set(row, column, d * scale * q, -m * minimum);
    }

    private static void q6(byte[] bytes, int at, int i, WeightNumbers out, int row, int column) {
        double d = BlockOracle.half(bytes, at + 208);
        int half = i / 128;
        int lower = unsigned(bytes, at + half * 64 + i % 64) >> (i % 128 < 64 ? 0 : 4) & 15;
        int upper = unsigned(bytes, at + 128 + half * 32 + i % 32) >> (2 * (i % 128 / 32)) & 3;
        double scale = d * bytes[at + 192 + i / 16];
        out.set(row, column, scale * (lower + 16 * upper), -32 * scale);
    }
}

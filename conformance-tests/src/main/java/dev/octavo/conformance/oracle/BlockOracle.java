package dev.octavo.conformance.oracle;

import static dev.octavo.conformance.oracle.LittleEndian.unsigned;

import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;

/**
 * The block formats of GGUF files, from the definition of their structures. Bytes of a block in order:
 *
 * <table>
 * <caption>Fields; d and m are F16, e is a power of two (E8M0), q are the weights' integers</caption>
 * <tr><td>Q8_0</td><td>d, 32 signed q</td></tr>
 * <tr><td>Q4_0, IQ4_NL</td><td>d, 16 bytes of q</td></tr>
 * <tr><td>Q4_1</td><td>d, m, 16 bytes of q</td></tr>
 * <tr><td>Q5_0</td><td>d, 32 fifth bits, 16 bytes of q</td></tr>
 * <tr><td>Q5_1</td><td>d, m, 32 fifth bits, 16 bytes of q</td></tr>
 * <tr><td>MXFP4</td><td>e, 16 bytes of q</td></tr>
 * </table>
 *
 * <p>In 16 bytes of q, weight j is the lower half of byte j, weight j + 16 the upper half. The formats of 256 weights are in {@link SuperBlockOracle}.
 */
final class BlockOracle {

    private static final int[] NONLINEAR = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    /** E2M1: a sign, two exponent bits, one mantissa bit. */
    private static final double[] E2M1 = {0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6};

    private BlockOracle() {}

    /** Decodes the block that starts at a byte into a row from a column on. */
    static void decode(BlockType type, byte[] bytes, int at, WeightNumbers out, int row, int column) {
        if (type.weights() == 256) {
            SuperBlockOracle.decode(type, bytes, at, out, row, column);
            return;
        }
        for (int j = 0; j < 32; j++) {
            switch (type) {
                case Q8_0 -> out.set(row, column + j, half(bytes, at) * bytes[at + 2 + j], 0);
                case Q4_0 -> shifted(out, row, column + j, half(bytes, at), nibble(bytes, at + 2, j), 8);
                case Q4_1 -> out.set(row, column + j, half(bytes, at) * nibble(bytes, at + 4, j), half(bytes, at + 2));
                case Q5_0 -> {
                    int q = nibble(bytes, at + 6, j) + 16 * bit(bytes, at + 2, j);
                    shifted(out, row, column + j, half(bytes, at), q, 16);
                }
                case Q5_1 -> {
                    int q = nibble(bytes, at + 8, j) + 16 * bit(bytes, at + 4, j);
                    out.set(row, column + j, half(bytes, at) * q, half(bytes, at + 2));
                }
                case IQ4_NL -> out.set(row, column + j, half(bytes, at) * NONLINEAR[nibble(bytes, at + 2, j)], 0);
                case MXFP4 -> {
                    double scale = Math.scalb(1.0, unsigned(bytes, at) - 127);
                    out.set(row, column + j, scale * E2M1[nibble(bytes, at + 1, j)], 0);
                }
                default -> throw new IllegalArgumentException(type + " has more than 32 weights");
            }
        }
    }

    private static void shifted(WeightNumbers out, int row, int column, double scale, int q, int zero) {
        out.set(row, column, scale * q, -scale * zero);
    }

    static double half(byte[] bytes, int at) {
        return LittleEndian.number(bytes, DType.F16, at);
    }

    private static int nibble(byte[] bytes, int at, int j) {
        int value = unsigned(bytes, at + j % 16);
        return j < 16 ? value & 15 : value >> 4;
    }

    private static int bit(byte[] bytes, int at, int j) {
        return unsigned(bytes, at + j / 8) >> (j % 8) & 1;
    }
}

package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;

/** Blocks of random integers whose scales are chosen. */
final class BlockFill {

    private final BlockType type;
    private final Fill fill;

    BlockFill(BlockType type, Fill fill) {
        this.type = type;
        this.fill = fill;
    }

    /** Writes a block. */
    void next(byte[] bytes, int at, WeightFill.Scale scale) {
        byte[] block = new byte[type.bytes()];
        fill.bytes(block);
        if (type == BlockType.MXFP4) {
            block[0] = (byte) exponent(scale);
        }
        for (int field : scaleFields()) {
            long bits = NumberFormat.of(DType.F16).encode(number(scale));
            block[field] = (byte) bits;
            block[field + 1] = (byte) (bits >> 8);
        }
        System.arraycopy(block, 0, bytes, at, block.length);
    }

    /** Where the F16 numbers of a block are: its scale and, where it has one, its minimum. */
    private int[] scaleFields() {
        return switch (type) {
            case Q8_0, Q4_0, Q5_0, IQ4_NL -> new int[] {0};
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
            case MXFP4 -> new int[0];
        };
    }

    private double number(WeightFill.Scale scale) {
        if (fill.exact()) {
            return fill.integer(1, 3);
        }
        return switch (scale) {
            case USUAL -> fill.between(0.001, 0.05);
            case NEGATIVE -> -fill.between(0.001, 0.05);
            case SUBNORMAL -> fill.integer(1, 500) * 0x1p-24;
            case ZERO -> 0;
        };
    }

    private int exponent(WeightFill.Scale scale) {
        if (fill.exact()) {
            return fill.integer(127, 130);
        }
        return switch (scale) {
            case USUAL, NEGATIVE -> fill.integer(115, 132);
            case SUBNORMAL -> fill.integer(80, 83);
            case ZERO -> 60;
        };
    }
}

package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.RowOracle;
import dev.octavo.spi.op.KvLayout;
import java.util.Arrays;

/**
 * Where things lie in a block in canonical order. A block is an array of the numbers that its elements hold; in I8 a scale is four elements, the bytes of a little-endian f32.
 *
 * @param layout of the cache
 */
record CanonicalBlock(KvLayout layout) {

    private static final int SCALE_ELEMENTS = 4;

    /** Elements of a block. */
    int size() {
        return Math.toIntExact(layout.blockBytes() / layout.type().bytes());
    }

    /** Whether rows have scales. */
    boolean isScaled() {
        return layout.scalesPerToken() > 0;
    }

    /** Whether an element is a part of a scale. */
    boolean isScale(int element) {
        return element >= numbers();
    }

    /** Numbers of a row. */
    int columns(boolean value) {
        return value ? layout.valueDim() : layout.keyDim();
    }

    /** First element of a row. */
    int row(boolean value, int position, int head) {
        int first = value ? layout.blockSize() * layout.kvHeads() * layout.keyDim() : 0;
        return first + (position * layout.kvHeads() + head) * columns(value);
    }

    /** First element of a row's scale. */
    int scale(boolean value, int position, int head) {
        int rows = position * layout.kvHeads() + head + (value ? layout.blockSize() * layout.kvHeads() : 0);
        return numbers() + SCALE_ELEMENTS * rows;
    }

    private int numbers() {
        return Math.toIntExact(layout.numbersPerToken() * layout.blockSize());
    }

    void putScale(double[] block, int element, float scale) {
        int bits = Float.floatToRawIntBits(scale);
        for (int i = 0; i < SCALE_ELEMENTS; i++) {
            block[element + i] = (byte) (bits >> (8 * i));
        }
    }

    float scaleAt(double[] block, int element) {
        int bits = 0;
        for (int i = 0; i < SCALE_ELEMENTS; i++) {
            bits |= ((int) block[element + i] & 0xFF) << (8 * i);
        }
        return Float.intBitsToFloat(bits);
    }

    /** A block that nobody has written: nothing but NaN. */
    double[] unset() {
        double[] block = new double[size()];
        Arrays.fill(block, layout.type().isFloating() ? Double.NaN : -RowOracle.STEPS);
        for (int i = numbers(); i < block.length; i += SCALE_ELEMENTS) {
            putScale(block, i, Float.NaN);
        }
        return block;
    }

    /** A block full of finite numbers. */
    double[] random(Fill fill, int limit) {
        NumberFormat format = NumberFormat.of(layout.type());
        double[] block = new double[size()];
        for (int i = 0; i < block.length; i++) {
            if (!isScaled()) {
                block[i] = format.round(fill.number(limit));
            } else if (!isScale(i)) {
                block[i] = fill.integer(-RowOracle.STEPS, RowOracle.STEPS + 1);
            } else if ((i - numbers()) % SCALE_ELEMENTS == 0) {
                putScale(block, i, (float) Math.scalb(fill.between(1, 2), fill.integer(-30, 8)));
            }
        }
        return block;
    }
}

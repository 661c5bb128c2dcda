package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.RowOracle;
import dev.octavo.spi.op.KvLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Rows of a block in I8: integers, and behind those of all rows the scales, in canonical order. */
class ScaledRows {

    static final ValueLayout.OfFloat SCALE = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final KvLayout layout;

    ScaledRows(KvLayout layout) {
        this.layout = layout;
    }

    KvLayout layout() {
        return layout;
    }

    int columns(boolean value) {
        return value ? layout.valueDim() : layout.keyDim();
    }

    /** Byte offset of a row in its block. */
    long rowAt(boolean value, int position, int head) {
        long rows = (long) position * layout.kvHeads() + head;
        long keys = (long) layout.blockSize() * layout.kvHeads() * layout.keyDim();
        return value ? keys + rows * layout.valueDim() : rows * layout.keyDim();
    }

    /** Byte offset of a row's scale in its block. */
    long scaleAt(boolean value, int position, int head) {
        long rows = (long) position * layout.kvHeads() + head;
        long values = value ? (long) layout.blockSize() * layout.kvHeads() : 0;
        return firstScale() + SCALE.byteSize() * (values + rows);
    }

    long firstScale() {
        return layout.numbersPerToken() * layout.blockSize();
    }

    /** Quantises a row. */
    void store(MemorySegment block, boolean value, int position, int head, double[] from, int first) {
        float scale = scale(from, first, columns(value));
        block.set(SCALE, scaleAt(value, position, head), scale);
        long at = rowAt(value, position, head);
        for (int i = 0; i < columns(value); i++) {
            block.set(ValueLayout.JAVA_BYTE, at + i, (byte) integer(from[first + i], scale));
        }
    }

    /** The scale of a row. */
    float scale(double[] from, int first, int count) {
        return (float) RowOracle.scale(RowOracle.largest(from, first, count));
    }

    /** The integer for a number. */
    int integer(double x, float scale) {
        return RowOracle.integer(x, scale);
    }

    /** The numbers that a row means. */
    void load(MemorySegment block, boolean value, int position, int head, double[] to, int first) {
        double scale = block.get(SCALE, scaleAt(value, position, head));
        long at = rowAt(value, position, head);
        for (int i = 0; i < columns(value); i++) {
            to[first + i] = block.get(ValueLayout.JAVA_BYTE, at + i) * scale;
        }
    }
}

package dev.octavo.backend.scalar;

import static java.lang.foreign.ValueLayout.*;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.octavo.spi.*;
import dev.octavo.tensor.*;
import java.lang.foreign.MemorySegment;

/** The elements of a tensor, a row at a time. */
record Tensor(MemorySegment bytes, DType type, Layout layout) {

    /** Stands for any extent. */
    static final int ANY = -1;

    private static final OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final OfInt INT = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** A tensor of an operator's arguments, if it is of that type and shape and in memory of this backend. */
    static Tensor of(ScalarBackend owner, String name, TensorRef ref, DType type, int batch, int rows, int columns) {
        Layout is = ref.layout();
        boolean fits = (batch == ANY || batch == is.batch())
                && (rows == ANY || rows == is.rows())
                && (columns == ANY || columns == is.columns());
        if (ref.type() != type || !fits) {
            String expected = (type + "[" + batch + "x" + rows + "x" + columns + "]").replace("-1", "any");
            throw new IllegalArgumentException(name + " has to be " + expected + ", but is " + ref.type() + is);
        }
        return new Tensor(owner.memory().bytes(ref.buffer()).asSlice(ref.byteOffset()), type, is);
    }

    /** A matrix, or a vector as a matrix of one row. */
    static Tensor of(ScalarBackend owner, String name, TensorRef ref, DType type, int rows, int columns) {
        return of(owner, name, ref, type, 1, rows, columns);
    }

    /** Numbers as f32, which holds those of all types that are read here. */
    float[] row(int batch, int row) {
        float[] values = new float[layout.columns()];
        for (int i = 0; i < values.length; i++) {
            long at = (layout.offset(batch, row) + i) * type.bytes();
            values[i] = switch (type) {
                case F32 -> Float.intBitsToFloat(bytes.get(INT, at));
                case F16 -> Float.float16ToFloat(bytes.get(SHORT, at));
                case BF16 -> Float.intBitsToFloat(bytes.get(SHORT, at) << 16);
                default -> throw new IllegalArgumentException(type + " is not read here");
            };
        }
        return values;
    }

    /** Stores numbers as f32 or f16, each rounded once. */
    void row(int batch, int row, float[] values) {
        for (int i = 0; i < values.length; i++) {
            long at = (layout.offset(batch, row) + i) * type.bytes();
            if (type == DType.F32) {
                bytes.set(INT, at, Float.floatToRawIntBits(values[i]));
            } else {
                bytes.set(SHORT, at, Float.floatToFloat16(values[i]));
            }
        }
    }

    int integer(int row, int column) {
        return bytes.get(INT, (layout.offset(0, row) + column) * Integer.BYTES);
    }

    void integer(int row, int column, int value) {
        bytes.set(INT, (layout.offset(0, row) + column) * Integer.BYTES, value);
    }
}

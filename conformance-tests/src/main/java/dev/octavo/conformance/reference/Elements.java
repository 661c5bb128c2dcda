package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Runs of elements in memory, little-endian, as float64 and back. */
final class Elements {

    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Elements() {}

    /** Reads {@code count} elements from a byte offset into an array. */
    static void read(MemorySegment from, long offset, DType type, double[] to, int at, int count) {
        NumberFormat format = NumberFormat.of(type);
        for (int i = 0; i < count; i++) {
            long byteOffset = offset + (long) i * type.bytes();
            to[at + i] = switch (type) {
                case F32 -> from.get(F32, byteOffset);
                case F16 -> Float.float16ToFloat(from.get(I16, byteOffset));
                case BF16 -> Float.intBitsToFloat(from.get(I16, byteOffset) << 16);
                case I32 -> from.get(I32, byteOffset);
                case I64 -> from.get(I64, byteOffset);
                default -> format.decode(from.get(ValueLayout.JAVA_BYTE, byteOffset) & 0xFF);
            };
        }
    }

    /** Stores {@code count} numbers at a byte offset, each rounded once. */
    static void write(double[] from, int at, int count, MemorySegment to, long offset, DType type) {
        NumberFormat format = NumberFormat.of(type);
        for (int i = 0; i < count; i++) {
            long byteOffset = offset + (long) i * type.bytes();
            double value = from[at + i];
            switch (type) {
                case F32 -> to.set(F32, byteOffset, (float) value);
                case F16, BF16 -> to.set(I16, byteOffset, (short) format.encode(value));
                case I32 -> to.set(I32, byteOffset, (int) format.encode(value));
                case I64 -> to.set(I64, byteOffset, format.encode(value));
                default -> to.set(ValueLayout.JAVA_BYTE, byteOffset, (byte) format.encode(value));
            }
        }
    }
}

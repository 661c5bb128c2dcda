package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Elements in an array of bytes; what {@link NumberFormat} defines, by the shortest way that the virtual machine has. */
final class Stored {

    private static final ValueLayout.OfInt BITS_32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BITS_16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final DType type;
    private final NumberFormat format;
    private final MemorySegment bytes;

    Stored(DType type, byte[] bytes) {
        this.type = type;
        this.format = NumberFormat.of(type);
        this.bytes = MemorySegment.ofArray(bytes);
    }

    /** The element that starts at a byte. */
    double get(int at) {
        return switch (type) {
            case F32 -> Float.intBitsToFloat(bytes.get(BITS_32, at));
            case F16 -> Float.float16ToFloat(bytes.get(BITS_16, at));
            case BF16 -> Float.intBitsToFloat(bytes.get(BITS_16, at) << 16);
            case I32 -> bytes.get(BITS_32, at);
            default -> format.decode(bits(at));
        };
    }

    private long bits(int at) {
        long bits = 0;
        for (int b = 0; b < type.bytes(); b++) {
            bits |= (bytes.get(ValueLayout.JAVA_BYTE, at + b) & 0xFFL) << (8 * b);
        }
        return bits;
    }

    /** Stores a number, rounded once. */
    void set(int at, double number) {
        if (type == DType.F32) {
            bytes.set(BITS_32, at, Float.floatToIntBits((float) number));
            return;
        }
        long bits = format.encode(number);
        for (int b = 0; b < type.bytes(); b++) {
            bytes.set(ValueLayout.JAVA_BYTE, at + b, (byte) (bits >> (8 * b)));
        }
    }
}

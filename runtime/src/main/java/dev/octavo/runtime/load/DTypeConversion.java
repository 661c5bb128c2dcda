package dev.octavo.runtime.load;

import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Conversions between F32, F16 and BF16, as IEEE 754 has it: widening is exact, narrowing rounds to the nearest, ties to even; too large
 * values become infinite; NaN stays NaN (quiet, with the payload bits that fit). Stateless.
 */
public final class DTypeConversion {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int QUIET = 0x0040;

    private DTypeConversion() {}

    /** The value of BF16 bits. */
    public static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest BF16. */
    public static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | QUIET);
        }
        // Adds just under half a unit, and one more where the last kept bit is odd: a tie goes to even.
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    /**
     * Converts {@code count} elements from the start of {@code source} into the start of {@code target}. The segments may not overlap
     * unless the types are equal; neither needs to be aligned.
     *
     * @throws UnsupportedSpecException if the types differ and one of them is not F32, F16 or BF16
     * @throws IndexOutOfBoundsException if a segment is too small; nothing is written then
     */
    public static void convert(MemorySegment source, DType from, MemorySegment target, DType to, long count) {
        MemorySegment in = source.asSlice(0, Math.multiplyExact(count, (long) from.bytes()));
        MemorySegment out = target.asSlice(0, Math.multiplyExact(count, (long) to.bytes()));
        if (from == to) {
            out.copyFrom(in);
            return;
        }
        switch (from) {
            case F32 -> fromF32(in, out, to, count);
            case F16 -> fromF16(in, out, to, count);
            case BF16 -> fromBf16(in, out, to, count);
            default -> throw unsupported(from, to);
        }
    }

    /** Elements {@code [first, first + count)} of {@code source} widened to float. */
    public static float[] toFloats(MemorySegment source, DType from, long first, int count) {
        float[] floats = new float[count];
        MemorySegment part = source.asSlice(Math.multiplyExact(first, (long) from.bytes()));
        convert(part, from, MemorySegment.ofArray(floats), DType.F32, count);
        return floats;
    }

    private static void fromF32(MemorySegment in, MemorySegment out, DType to, long count) {
        switch (to) {
            case F16 -> {
                for (long i = 0; i < count; i++) {
                    out.set(SHORT, 2 * i, Float.floatToFloat16(in.get(FLOAT, 4 * i)));
                }
            }
            case BF16 -> {
                for (long i = 0; i < count; i++) {
                    out.set(SHORT, 2 * i, toBf16(in.get(FLOAT, 4 * i)));
                }
            }
            default -> throw unsupported(DType.F32, to);
        }
    }

    private static void fromF16(MemorySegment in, MemorySegment out, DType to, long count) {
        switch (to) {
            case F32 -> {
                for (long i = 0; i < count; i++) {
                    out.set(FLOAT, 4 * i, Float.float16ToFloat(in.get(SHORT, 2 * i)));
                }
            }
            case BF16 -> {
                for (long i = 0; i < count; i++) {
                    out.set(SHORT, 2 * i, toBf16(Float.float16ToFloat(in.get(SHORT, 2 * i))));
                }
            }
            default -> throw unsupported(DType.F16, to);
        }
    }

    private static void fromBf16(MemorySegment in, MemorySegment out, DType to, long count) {
        switch (to) {
            case F32 -> {
                for (long i = 0; i < count; i++) {
                    out.set(FLOAT, 4 * i, fromBf16(in.get(SHORT, 2 * i)));
                }
            }
            case F16 -> {
                for (long i = 0; i < count; i++) {
                    out.set(SHORT, 2 * i, Float.floatToFloat16(fromBf16(in.get(SHORT, 2 * i))));
                }
            }
            default -> throw unsupported(DType.BF16, to);
        }
    }

    private static UnsupportedSpecException unsupported(DType from, DType to) {
        return new UnsupportedSpecException("weights of type " + from + " cannot be converted to " + to
                + "; only F32, F16 and BF16 convert into each other");
    }
}

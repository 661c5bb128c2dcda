package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.B;
import static dev.octavo.backend.cpu.Lanes.I;
import static dev.octavo.backend.cpu.Lanes.L;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;

/**
 * Conversions between an 8-bit float and f32. Widening is exact; narrowing rounds to nearest, ties to even, gives the largest finite number for what is too large, and keeps NaN. Offsets are in bytes.
 */
enum Float8 {
    /** OCP E4M3: no infinities, one NaN. */
    E4M3(3, 7, 0x7f, 0x7e),
    /** OCP E5M2. */
    E5M2(2, 15, 0x7c, 0x7b);

    private static final int NAN = 0x7f;
    private static final int F32_INFINITY = 0x7f800000;
    private static final int SIGN = 0x80000000;
    private static final int MAGNITUDE = 0x7fffffff;

    /** From the lowest bit of this mantissa to that of an f32's. */
    private final int shift;

    /** Moves the exponent of such a number, read as an f32 after the shift, to where it belongs; right for subnormal ones too. */
    private final float rebias;

    /** The same as bits to take away from an f32's, so that what is left below the shift rounds up from a half on. */
    private final int bias;

    /** Bits of the smallest normal number as f32. */
    private final int normal;

    /** Adding it leaves a rounded subnormal number in the lowest bits of the f32. */
    private final float magic;

    /** First magnitude that is no finite number, and the largest that is one. */
    private final int special;

    private final int largest;

    Float8(int mantissaBits, int exponentBias, int special, int largest) {
        shift = 23 - mantissaBits;
        rebias = Math.scalb(1f, 127 - exponentBias);
        bias = ((127 - exponentBias) << 23) - ((1 << (shift - 1)) - 1);
        normal = Float.floatToRawIntBits(Math.scalb(1f, 1 - exponentBias));
        magic = Math.scalb(1f, 1 - exponentBias - mantissaBits + 23);
        this.special = special;
        this.largest = largest;
    }

    /** Copies {@code count} numbers as f32. */
    void widen(MemorySegment from, long offset, MemorySegment to, long target, int count) {
        int i = 0;
        for (; i <= count - B.length(); i += B.length()) {
            ByteVector bytes = ByteVector.fromMemorySegment(B, from, offset + i, Lanes.LE);
            for (int lane = 0; lane < B.length(); lane += L) {
                IntVector x = (IntVector) bytes.convertShape(B2I, I, lane / L);
                IntVector size = x.and(0x7f);
                IntVector value = size.lanewise(LSHL, shift)
                        .reinterpretAsFloats()
                        .mul(rebias)
                        .reinterpretAsInts();
                value = value.blend(value.or(F32_INFINITY), size.compare(GE, special));
                value.or(x.and(SIGN)).intoMemorySegment(to, target + 4L * (i + lane), Lanes.LE);
            }
        }
        for (; i < count; i++) {
            to.set(JAVA_FLOAT_UNALIGNED, target + 4L * i, widen(from.get(JAVA_BYTE, offset + i)));
        }
    }

    private float widen(byte x) {
        int size = x & 0x7f;
        int value = Float.floatToRawIntBits(Float.intBitsToFloat(size << shift) * rebias);
        return Float.intBitsToFloat((size >= special ? value | F32_INFINITY : value) | (x & SIGN));
    }

    /** Stores {@code count} f32 numbers. */
    void narrow(MemorySegment from, long offset, MemorySegment to, long target, int count) {
        int i = 0;
        for (; i <= count - L; i += L) {
            IntVector bits = IntVector.fromMemorySegment(I, from, offset + 4L * i, Lanes.LE);
            IntVector size = bits.and(MAGNITUDE);
            IntVector odd = size.lanewise(LSHR, shift).and(1);
            IntVector value = size.add(odd).sub(bias).lanewise(LSHR, shift).min(largest);
            IntVector small =
                    size.reinterpretAsFloats().add(magic).reinterpretAsInts().sub(Float.floatToRawIntBits(magic));
            value = value.blend(small, size.compare(LT, normal));
            value = value.blend(NAN, size.compare(GT, F32_INFINITY));
            ByteRows.store(value.or(bits.and(SIGN).lanewise(LSHR, 24)), to, target + i);
        }
        for (; i < count; i++) {
            to.set(JAVA_BYTE, target + i, narrow(from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * i)));
        }
    }

    private byte narrow(float x) {
        int bits = Float.floatToRawIntBits(x);
        int size = bits & MAGNITUDE;
        int value;
        if (size > F32_INFINITY) {
            value = NAN;
        } else if (size < normal) {
            value = Float.floatToRawIntBits(Float.intBitsToFloat(size) + magic) - Float.floatToRawIntBits(magic);
        } else {
            value = Math.min(largest, (size + ((size >>> shift) & 1) - bias) >>> shift);
        }
        return (byte) (value | ((bits & SIGN) >>> 24));
    }
}

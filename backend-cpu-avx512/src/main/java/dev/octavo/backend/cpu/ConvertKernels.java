package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.I;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;
import static dev.octavo.backend.cpu.Lanes.S;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Conversions between stored types and f32. Widening is exact; narrowing rounds to nearest, ties to even. The f16 conversions work on integers, because
 * the vector casts of 16-bit floats have no fast path in JDK 25.
 */
final class ConvertKernels {

    private static final int F16_INFINITY = 0x7c00;
    private static final int F16_NAN = 0x7e00;
    private static final int F32_INFINITY = 0x7f800000;
    private static final int SIGN = 0x80000000;
    private static final int MAGNITUDE = 0x7fffffff;

    /** 2^112: moves the exponent of an f16, read as an f32 after a shift by 13, to where it belongs; right for subnormals too. */
    private static final float REBIAS = 0x1p112f;

    /** 65536, the first power of two that f16 cannot hold. */
    private static final int F16_OVERFLOW = 0x47800000;

    /** 2^-14, the smallest normal f16. */
    private static final int F16_NORMAL = 0x38800000;

    /** Adding 0.5 leaves the rounded subnormal f16 in the lowest bits of the f32. */
    private static final int F16_SUBNORMAL_MAGIC = 0x3f000000;

    private ConvertKernels() {}

    /** Whether operands may be of a type; caches may have more. */
    static boolean handles(DType type) {
        return type == DType.F32 || type == DType.BF16 || type == DType.F16;
    }

    /** Copies {@code count} elements as f32. Offsets are in bytes. */
    static void widen(MemorySegment from, long offset, DType type, MemorySegment to, long target, int count) {
        switch (type) {
            case F32 -> MemorySegment.copy(from, offset, to, target, 4L * count);
            case BF16 -> widenBf16(from, offset, to, target, count);
            case F16 -> widenF16(from, offset, to, target, count);
            case F8_E4M3 -> Float8.E4M3.widen(from, offset, to, target, count);
            case F8_E5M2 -> Float8.E5M2.widen(from, offset, to, target, count);
            case I8 -> ByteRows.widen(from, offset, to, target, count);
            default -> throw new IllegalArgumentException("no conversion from " + type);
        }
    }

    /** Stores {@code count} f32 values in a type. Offsets are in bytes. */
    static void narrow(MemorySegment from, long offset, MemorySegment to, long target, DType type, int count) {
        switch (type) {
            case F32 -> MemorySegment.copy(from, offset, to, target, 4L * count);
            case BF16 -> narrowBf16(from, offset, to, target, count);
            case F16 -> narrowF16(from, offset, to, target, count);
            case F8_E4M3 -> Float8.E4M3.narrow(from, offset, to, target, count);
            case F8_E5M2 -> Float8.E5M2.narrow(from, offset, to, target, count);
            default -> throw new IllegalArgumentException("no conversion to " + type);
        }
    }

    private static void widenBf16(MemorySegment from, long offset, MemorySegment to, long target, int count) {
        int i = 0;
        for (; i <= count - L; i += L) {
            IntVector bits = (IntVector)
                    ShortVector.fromMemorySegment(S, from, offset + 2L * i, LE).convertShape(ZERO_EXTEND_S2I, I, 0);
            bits.lanewise(LSHL, 16).intoMemorySegment(to, target + 4L * i, LE);
        }
        for (; i < count; i++) {
            int bits = from.get(JAVA_SHORT_UNALIGNED, offset + 2L * i) << 16;
            to.set(JAVA_FLOAT_UNALIGNED, target + 4L * i, Float.intBitsToFloat(bits));
        }
    }

    private static void widenF16(MemorySegment from, long offset, MemorySegment to, long target, int count) {
        int i = 0;
        for (; i <= count - L; i += L) {
            IntVector half = (IntVector)
                    ShortVector.fromMemorySegment(S, from, offset + 2L * i, LE).convertShape(ZERO_EXTEND_S2I, I, 0);
            IntVector magnitude = half.and(0x7fff);
            IntVector value = magnitude
                    .lanewise(LSHL, 13)
                    .reinterpretAsFloats()
                    .mul(REBIAS)
                    .reinterpretAsInts();
            value = value.blend(value.or(F32_INFINITY), magnitude.compare(GE, F16_INFINITY));
            value.or(half.and(0x8000).lanewise(LSHL, 16)).intoMemorySegment(to, target + 4L * i, LE);
        }
        for (; i < count; i++) {
            float value = Float.float16ToFloat(from.get(JAVA_SHORT_UNALIGNED, offset + 2L * i));
            to.set(JAVA_FLOAT_UNALIGNED, target + 4L * i, value);
        }
    }

    private static void narrowBf16(MemorySegment from, long offset, MemorySegment to, long target, int count) {
        int i = 0;
        for (; i <= count - L; i += L) {
            IntVector bits = IntVector.fromMemorySegment(I, from, offset + 4L * i, LE);
            IntVector odd = bits.lanewise(LSHR, 16).and(1);
            IntVector rounded = bits.add(odd).add(0x7fff).lanewise(LSHR, 16);
            IntVector quiet = bits.lanewise(LSHR, 16).or(0x40);
            rounded = rounded.blend(quiet, bits.and(MAGNITUDE).compare(GT, F32_INFINITY));
            ((ShortVector) rounded.convertShape(I2S, S, 0)).intoMemorySegment(to, target + 2L * i, LE);
        }
        for (; i < count; i++) {
            float value = from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * i);
            to.set(JAVA_SHORT_UNALIGNED, target + 2L * i, bf16(value));
        }
    }

    private static short bf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    private static void narrowF16(MemorySegment from, long offset, MemorySegment to, long target, int count) {
        int i = 0;
        for (; i <= count - L; i += L) {
            IntVector bits = IntVector.fromMemorySegment(I, from, offset + 4L * i, LE);
            IntVector size = bits.and(MAGNITUDE);
            IntVector odd = size.lanewise(LSHR, 13).and(1);
            IntVector half = size.add(odd).sub(0x38000000 - 0xfff).lanewise(LSHR, 13);
            IntVector small =
                    size.reinterpretAsFloats().add(0.5f).reinterpretAsInts().sub(F16_SUBNORMAL_MAGIC);
            half = half.blend(small, size.compare(LT, F16_NORMAL));
            half = half.blend(F16_INFINITY, size.compare(GE, F16_OVERFLOW));
            half = half.blend(F16_NAN, size.compare(GT, F32_INFINITY));
            half = half.or(bits.and(SIGN).lanewise(LSHR, 16));
            ((ShortVector) half.convertShape(I2S, S, 0)).intoMemorySegment(to, target + 2L * i, LE);
        }
        for (; i < count; i++) {
            float value = from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * i);
            to.set(JAVA_SHORT_UNALIGNED, target + 2L * i, Float.floatToFloat16(value));
        }
    }
}

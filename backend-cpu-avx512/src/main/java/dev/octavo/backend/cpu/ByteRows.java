package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.B;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.I;
import static dev.octavo.backend.cpu.Lanes.L;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.I2F;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Rows of signed bytes with a scale each, as {@link dev.octavo.spi.op.KvLayout} defines them. Offsets are in bytes. */
final class ByteRows {

    /** Largest {@code q}. */
    private static final float STEPS = 127f;

    /** Rows whose largest number is below this are zeros: scales and what they are multiplied with stay normal numbers. */
    private static final float LEAST = 0x1p-100f;

    /** Adding it leaves a rounded number in the lowest bits of the f32. */
    private static final float MAGIC = 0x1.8p23f;

    private ByteRows() {}

    /** Copies {@code count} integers as f32, not scaled. */
    static void widen(MemorySegment from, long offset, MemorySegment to, long target, int count) {
        int i = 0;
        for (; i <= count - B.length(); i += B.length()) {
            ByteVector bytes = ByteVector.fromMemorySegment(B, from, offset + i, Lanes.LE);
            for (int lane = 0; lane < B.length(); lane += L) {
                IntVector x = (IntVector) bytes.convertShape(B2I, I, lane / L);
                FloatVector value = (FloatVector) x.convert(I2F, 0);
                value.intoMemorySegment(to, target + 4L * (i + lane), Lanes.LE);
            }
        }
        for (; i < count; i++) {
            to.set(JAVA_FLOAT_UNALIGNED, target + 4L * i, from.get(JAVA_BYTE, offset + i));
        }
    }

    /**
     * Quantises a row of {@code count} f32 numbers.
     *
     * @return its scale
     */
    static float quantise(MemorySegment from, long offset, MemorySegment to, long target, int count) {
        float largest = largest(from, offset, count);
        if (largest < LEAST) {
            to.asSlice(target, count).fill((byte) 0);
            return 0f;
        }
        float scale = largest / STEPS;
        int i = 0;
        for (; i <= count - L; i += L) {
            FloatVector x = finite(FloatVector.fromMemorySegment(F, from, offset + 4L * i, Lanes.LE));
            IntVector bits = x.div(scale).add(MAGIC).reinterpretAsInts();
            store(bits.sub(Float.floatToRawIntBits(MAGIC)), to, target + i);
        }
        for (; i < count; i++) {
            float x = finite(from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * i));
            to.set(JAVA_BYTE, target + i, (byte) Math.rint(x / scale));
        }
        return scale;
    }

    private static float largest(MemorySegment from, long offset, int count) {
        FloatVector top = FloatVector.zero(F);
        int i = 0;
        for (; i <= count - L; i += L) {
            top = top.max(finite(FloatVector.fromMemorySegment(F, from, offset + 4L * i, Lanes.LE))
                    .abs());
        }
        float largest = top.reduceLanes(VectorOperators.MAX);
        for (; i < count; i++) {
            largest = Math.max(largest, Math.abs(finite(from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * i))));
        }
        return largest;
    }

    /** 0 for NaN, the largest finite number for infinity. */
    private static FloatVector finite(FloatVector x) {
        FloatVector number = FloatVector.zero(F).blend(x, x.compare(VectorOperators.EQ, x));
        return number.min(Float.MAX_VALUE).max(-Float.MAX_VALUE);
    }

    private static float finite(float x) {
        return Float.isNaN(x) ? 0f : Math.clamp(x, -Float.MAX_VALUE, Float.MAX_VALUE);
    }

    /** Stores the lowest bytes of a vector, one after the other. */
    static void store(IntVector x, MemorySegment to, long target) {
        ByteVector bytes = (ByteVector) x.convertShape(I2B, B, 0);
        if (L == B.length()) {
            bytes.intoMemorySegment(to, target, Lanes.LE);
        } else {
            bytes.intoMemorySegment(to, target, Lanes.LE, B.indexInRange(0, L));
        }
    }
}

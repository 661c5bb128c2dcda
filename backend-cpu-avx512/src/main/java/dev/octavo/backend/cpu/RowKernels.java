package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Loops over f32 rows in scratch memory. Offsets are in bytes, counts in elements; rows have room up to the next multiple of L, whose content is arbitrary before and
 * after.
 */
final class RowKernels {

    private RowKernels() {}

    /** {@code a += b}. */
    static void add(MemorySegment m, long a, long b, int count) {
        add(m, a, m, b, count);
    }

    /** {@code a += b}, which may lie elsewhere. */
    static void add(MemorySegment m, long a, MemorySegment other, long b, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            x.add(FloatVector.fromMemorySegment(F, other, b + 4L * i, LE)).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    /** {@code a -= b}. */
    static void subtract(MemorySegment m, long a, long b, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            x.sub(FloatVector.fromMemorySegment(F, m, b + 4L * i, LE)).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    /** {@code a *= b}. */
    static void multiply(MemorySegment m, long a, long b, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            x.mul(FloatVector.fromMemorySegment(F, m, b + 4L * i, LE)).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    /** {@code a = a * factor + term}. */
    static void scale(MemorySegment m, long a, int count, float factor, float term) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            x.mul(factor).add(term).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    /** {@code a = (a - centre) * factor}. */
    static void normalize(MemorySegment m, long a, int count, float centre, float factor) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            x.sub(centre).mul(factor).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    /** {@code a = cap * tanh(a / cap)}. */
    static void softCap(MemorySegment m, long a, int count, float cap) {
        float inverse = 1f / cap;
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            VectorMath.tanh(x.mul(inverse)).mul(cap).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    /** {@code a = e^(a + shift)}. */
    static void exp(MemorySegment m, long a, int count, float shift) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE);
            VectorMath.exp(x.add(shift)).intoMemorySegment(m, a + 4L * i, LE);
        }
    }

    /** {@code (a, b) = (a cos - b sin, b cos + a sin)}. */
    static void rotate(MemorySegment m, long a, long b, long cos, long sin, int count) {
        for (int i = 0; i < count; i += L) {
            long o = 4L * i;
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + o, LE);
            FloatVector y = FloatVector.fromMemorySegment(F, m, b + o, LE);
            FloatVector c = FloatVector.fromMemorySegment(F, m, cos + o, LE);
            FloatVector s = FloatVector.fromMemorySegment(F, m, sin + o, LE);
            x.mul(c).sub(y.mul(s)).intoMemorySegment(m, a + o, LE);
            y.mul(c).add(x.mul(s)).intoMemorySegment(m, b + o, LE);
        }
    }

    /** The sum of {@code (a - centre)^2}. */
    static float squares(MemorySegment m, long a, int count, float centre) {
        FloatVector sum = FloatVector.zero(F);
        int whole = count - count % L;
        for (int i = 0; i < whole; i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * i, LE).sub(centre);
            sum = x.fma(x, sum);
        }
        if (whole < count) {
            VectorMask<Float> rest = F.indexInRange(whole, count);
            FloatVector x =
                    FloatVector.fromMemorySegment(F, m, a + 4L * whole, LE).sub(centre);
            sum = sum.blend(x.fma(x, sum), rest);
        }
        return total(sum);
    }

    /** The sum of a. */
    static float sum(MemorySegment m, long a, int count) {
        FloatVector sum = FloatVector.zero(F);
        int whole = count - count % L;
        for (int i = 0; i < whole; i += L) {
            sum = sum.add(FloatVector.fromMemorySegment(F, m, a + 4L * i, LE));
        }
        if (whole < count) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * whole, LE);
            sum = sum.add(FloatVector.zero(F).blend(x, F.indexInRange(whole, count)));
        }
        return total(sum);
    }

    /** The largest of a; negative infinity for an empty row. */
    static float max(MemorySegment m, long a, int count) {
        FloatVector lowest = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector max = lowest;
        int whole = count - count % L;
        for (int i = 0; i < whole; i += L) {
            max = max.max(FloatVector.fromMemorySegment(F, m, a + 4L * i, LE));
        }
        if (whole < count) {
            FloatVector x = FloatVector.fromMemorySegment(F, m, a + 4L * whole, LE);
            max = max.max(lowest.blend(x, F.indexInRange(whole, count)));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** Copies one value into every element. */
    static void set(MemorySegment m, long a, int count, float value) {
        for (int i = 0; i < count; i++) {
            m.set(JAVA_FLOAT_UNALIGNED, a + 4L * i, value);
        }
    }

    /** The sum of the lanes from first to last: a fixed order, unlike that of {@code reduceLanes}. */
    private static float total(FloatVector v) {
        float sum = 0;
        for (int i = 0; i < L; i++) {
            sum += v.lane(i);
        }
        return sum;
    }
}

package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.BYTES;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Weighted sums of value rows. Each sum is first multiplied by its row's factor, then takes the keys' contributions in the order of their positions, however many rows
 * are computed together. Everything lies in one scratch memory; offsets are in bytes.
 */
final class AttentionKernels {

    /** Columns that are computed at a time. */
    static final int STEP = 4 * L;

    private AttentionKernels() {}

    /**
     * {@code sum = factor * sum + weights * values} for one row.
     *
     * @param weight where the weight of key {@code from} lies
     * @param value where the value row of key {@code from} lies
     * @param keys number of keys
     * @param columns of a value; sums and values have room up to a multiple of {@link #STEP}
     */
    static void oneRow(
            MemorySegment m, long sum, float factor, long weight, long value, long valueStride, int keys, int columns) {
        for (int c = 0; c < columns; c += STEP) {
            long o = sum + 4L * c;
            FloatVector s0 = FloatVector.fromMemorySegment(F, m, o, LE).mul(factor);
            FloatVector s1 = FloatVector.fromMemorySegment(F, m, o + BYTES, LE).mul(factor);
            FloatVector s2 =
                    FloatVector.fromMemorySegment(F, m, o + 2L * BYTES, LE).mul(factor);
            FloatVector s3 =
                    FloatVector.fromMemorySegment(F, m, o + 3L * BYTES, LE).mul(factor);
            for (int t = 0; t < keys; t++) {
                long v = value + 4L * c + t * valueStride;
                FloatVector p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, weight + 4L * t));
                s0 = p.fma(FloatVector.fromMemorySegment(F, m, v, LE), s0);
                s1 = p.fma(FloatVector.fromMemorySegment(F, m, v + BYTES, LE), s1);
                s2 = p.fma(FloatVector.fromMemorySegment(F, m, v + 2L * BYTES, LE), s2);
                s3 = p.fma(FloatVector.fromMemorySegment(F, m, v + 3L * BYTES, LE), s3);
            }
            s0.intoMemorySegment(m, o, LE);
            s1.intoMemorySegment(m, o + BYTES, LE);
            s2.intoMemorySegment(m, o + 2L * BYTES, LE);
            s3.intoMemorySegment(m, o + 3L * BYTES, LE);
        }
    }

    /**
     * The same for four rows that see the same keys.
     *
     * @param factor where the rows' factors lie, one after the other
     * @param weightStride bytes from one row's weights to the next
     */
    static void fourRows(
            MemorySegment m,
            long sum,
            long sumStride,
            long factor,
            long weight,
            long weightStride,
            long value,
            long valueStride,
            int keys,
            int columns) {
        float f0 = m.get(JAVA_FLOAT_UNALIGNED, factor);
        float f1 = m.get(JAVA_FLOAT_UNALIGNED, factor + 4);
        float f2 = m.get(JAVA_FLOAT_UNALIGNED, factor + 8);
        float f3 = m.get(JAVA_FLOAT_UNALIGNED, factor + 12);
        long w1 = weight + weightStride;
        long w2 = weight + 2 * weightStride;
        long w3 = weight + 3 * weightStride;
        for (int c = 0; c < columns; c += STEP) {
            long o0 = sum + 4L * c;
            long o1 = o0 + sumStride;
            long o2 = o1 + sumStride;
            long o3 = o2 + sumStride;
            FloatVector a0 = FloatVector.fromMemorySegment(F, m, o0, LE).mul(f0);
            FloatVector a1 = FloatVector.fromMemorySegment(F, m, o0 + BYTES, LE).mul(f0);
            FloatVector a2 =
                    FloatVector.fromMemorySegment(F, m, o0 + 2L * BYTES, LE).mul(f0);
            FloatVector a3 =
                    FloatVector.fromMemorySegment(F, m, o0 + 3L * BYTES, LE).mul(f0);
            FloatVector b0 = FloatVector.fromMemorySegment(F, m, o1, LE).mul(f1);
            FloatVector b1 = FloatVector.fromMemorySegment(F, m, o1 + BYTES, LE).mul(f1);
            FloatVector b2 =
                    FloatVector.fromMemorySegment(F, m, o1 + 2L * BYTES, LE).mul(f1);
            FloatVector b3 =
                    FloatVector.fromMemorySegment(F, m, o1 + 3L * BYTES, LE).mul(f1);
            FloatVector c0 = FloatVector.fromMemorySegment(F, m, o2, LE).mul(f2);
            FloatVector c1 = FloatVector.fromMemorySegment(F, m, o2 + BYTES, LE).mul(f2);
            FloatVector c2 =
                    FloatVector.fromMemorySegment(F, m, o2 + 2L * BYTES, LE).mul(f2);
            FloatVector c3 =
                    FloatVector.fromMemorySegment(F, m, o2 + 3L * BYTES, LE).mul(f2);
            FloatVector d0 = FloatVector.fromMemorySegment(F, m, o3, LE).mul(f3);
            FloatVector d1 = FloatVector.fromMemorySegment(F, m, o3 + BYTES, LE).mul(f3);
            FloatVector d2 =
                    FloatVector.fromMemorySegment(F, m, o3 + 2L * BYTES, LE).mul(f3);
            FloatVector d3 =
                    FloatVector.fromMemorySegment(F, m, o3 + 3L * BYTES, LE).mul(f3);
            for (int t = 0; t < keys; t++) {
                long v = value + 4L * c + t * valueStride;
                FloatVector v0 = FloatVector.fromMemorySegment(F, m, v, LE);
                FloatVector v1 = FloatVector.fromMemorySegment(F, m, v + BYTES, LE);
                FloatVector v2 = FloatVector.fromMemorySegment(F, m, v + 2L * BYTES, LE);
                FloatVector v3 = FloatVector.fromMemorySegment(F, m, v + 3L * BYTES, LE);
                FloatVector p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, weight + 4L * t));
                a0 = p.fma(v0, a0);
                a1 = p.fma(v1, a1);
                a2 = p.fma(v2, a2);
                a3 = p.fma(v3, a3);
                p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, w1 + 4L * t));
                b0 = p.fma(v0, b0);
                b1 = p.fma(v1, b1);
                b2 = p.fma(v2, b2);
                b3 = p.fma(v3, b3);
                p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, w2 + 4L * t));
                c0 = p.fma(v0, c0);
                c1 = p.fma(v1, c1);
                c2 = p.fma(v2, c2);
                c3 = p.fma(v3, c3);
                p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, w3 + 4L * t));
                d0 = p.fma(v0, d0);
                d1 = p.fma(v1, d1);
                d2 = p.fma(v2, d2);
                d3 = p.fma(v3, d3);
            }
            a0.intoMemorySegment(m, o0, LE);
            a1.intoMemorySegment(m, o0 + BYTES, LE);
            a2.intoMemorySegment(m, o0 + 2L * BYTES, LE);
            a3.intoMemorySegment(m, o0 + 3L * BYTES, LE);
            b0.intoMemorySegment(m, o1, LE);
            b1.intoMemorySegment(m, o1 + BYTES, LE);
            b2.intoMemorySegment(m, o1 + 2L * BYTES, LE);
            b3.intoMemorySegment(m, o1 + 3L * BYTES, LE);
            c0.intoMemorySegment(m, o2, LE);
            c1.intoMemorySegment(m, o2 + BYTES, LE);
            c2.intoMemorySegment(m, o2 + 2L * BYTES, LE);
            c3.intoMemorySegment(m, o2 + 3L * BYTES, LE);
            d0.intoMemorySegment(m, o3, LE);
            d1.intoMemorySegment(m, o3 + BYTES, LE);
            d2.intoMemorySegment(m, o3 + 2L * BYTES, LE);
            d3.intoMemorySegment(m, o3 + 3L * BYTES, LE);
        }
    }
}

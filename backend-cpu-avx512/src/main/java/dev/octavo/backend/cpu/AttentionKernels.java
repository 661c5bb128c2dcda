package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.BYTES;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Weighted sums of rows: of values, weighted with probabilities, and of transposed keys, weighted with a query's numbers. A sum takes the keys' contributions in the order of their positions, however many rows are computed together. Everything lies in one scratch
 * memory; offsets are in bytes. (Larger blocks than these outgrow the first compiler's registers, and then the second one never gets to see them.)
 */
final class AttentionKernels {

    /** Columns that are computed at a time. */
    static final int STEP = 2 * L;

    private AttentionKernels() {}

    /**
     * {@code sum += weights * values} for one row.
     *
     * @param weight where the weight of the first key lies
     * @param value where the value row of the first key lies
     * @param keys number of keys
     * @param columns of a value; sums and values have room up to a multiple of {@link #STEP}
     */
    static void oneRow(MemorySegment m, long sum, long weight, long value, long valueStride, int keys, int columns) {
        for (int c = 0; c < columns; c += STEP) {
            long o = sum + 4L * c;
            FloatVector s0 = FloatVector.fromMemorySegment(F, m, o, LE);
            FloatVector s1 = FloatVector.fromMemorySegment(F, m, o + BYTES, LE);
            for (int t = 0; t < keys; t++) {
                long v = value + 4L * c + t * valueStride;
                FloatVector p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, weight + 4L * t));
                s0 = p.fma(FloatVector.fromMemorySegment(F, m, v, LE), s0);
                s1 = p.fma(FloatVector.fromMemorySegment(F, m, v + BYTES, LE), s1);
            }
            s0.intoMemorySegment(m, o, LE);
            s1.intoMemorySegment(m, o + BYTES, LE);
        }
    }

    /**
     * The same for four rows that see the same keys.
     *
     * @param sumStride bytes from one row's sums to the next one's
     * @param weightStride bytes from one row's weights to the next one's
     */
    static void fourRows(
            MemorySegment m,
            long sum,
            long sumStride,
            long weight,
            long weightStride,
            long value,
            long valueStride,
            int keys,
            int columns) {
        long w1 = weight + weightStride;
        long w2 = weight + 2 * weightStride;
        long w3 = weight + 3 * weightStride;
        for (int c = 0; c < columns; c += STEP) {
            long oa = sum + 4L * c;
            long ob = oa + sumStride;
            long oc = ob + sumStride;
            long od = oc + sumStride;
            FloatVector a0 = FloatVector.fromMemorySegment(F, m, oa, LE);
            FloatVector a1 = FloatVector.fromMemorySegment(F, m, oa + BYTES, LE);
            FloatVector b0 = FloatVector.fromMemorySegment(F, m, ob, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(F, m, ob + BYTES, LE);
            FloatVector c0 = FloatVector.fromMemorySegment(F, m, oc, LE);
            FloatVector c1 = FloatVector.fromMemorySegment(F, m, oc + BYTES, LE);
            FloatVector d0 = FloatVector.fromMemorySegment(F, m, od, LE);
            FloatVector d1 = FloatVector.fromMemorySegment(F, m, od + BYTES, LE);
            for (int t = 0; t < keys; t++) {
                long v = value + 4L * c + t * valueStride;
                FloatVector v0 = FloatVector.fromMemorySegment(F, m, v, LE);
                FloatVector v1 = FloatVector.fromMemorySegment(F, m, v + BYTES, LE);
                FloatVector p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, weight + 4L * t));
                a0 = p.fma(v0, a0);
                a1 = p.fma(v1, a1);
                p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, w1 + 4L * t));
                b0 = p.fma(v0, b0);
                b1 = p.fma(v1, b1);
                p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, w2 + 4L * t));
                c0 = p.fma(v0, c0);
                c1 = p.fma(v1, c1);
                p = FloatVector.broadcast(F, m.get(JAVA_FLOAT_UNALIGNED, w3 + 4L * t));
                d0 = p.fma(v0, d0);
                d1 = p.fma(v1, d1);
            }
            a0.intoMemorySegment(m, oa, LE);
            a1.intoMemorySegment(m, oa + BYTES, LE);
            b0.intoMemorySegment(m, ob, LE);
            b1.intoMemorySegment(m, ob + BYTES, LE);
            c0.intoMemorySegment(m, oc, LE);
            c1.intoMemorySegment(m, oc + BYTES, LE);
            d0.intoMemorySegment(m, od, LE);
            d1.intoMemorySegment(m, od + BYTES, LE);
        }
    }
}

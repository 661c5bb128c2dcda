package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.BYTES;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.I;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;
import static dev.octavo.backend.cpu.Lanes.S;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * Dot products of rows with rows, the inside of every matrix product.
 *
 * <p>One order of operations everywhere: a dot product has one accumulator vector; lane j sums the products of elements j, j + L, j + 2L and so on with fused
 * multiply-adds, in that order, zeros standing in behind the end, and {@link FoldKernels} adds up the lanes. Which rows are computed together, and where k is cut into
 * pieces, changes nothing. So a sequence gives the same bits alone and in any batch.
 *
 * <p>These methods are as large as they may be: a kernel that outgrows the first compiler's registers (masked loads and stores of segments are very large) never gets to the
 * second one, and then runs a hundred times slower.
 *
 * <p>Offsets are in bytes. Accumulators are stored as vectors, for {@link FoldKernels}.
 */
final class DotKernels {

    private DotKernels() {}

    /**
     * One row with four f32 rows.
     *
     * @param x the row
     * @param count elements of a row, a multiple of L
     * @param acc where four accumulators go
     */
    static void oneByFourF32(
            MemorySegment x,
            long xo,
            MemorySegment w,
            long o0,
            long o1,
            long o2,
            long o3,
            int count,
            MemorySegment acc,
            long ao) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        for (int i = 0; i < count; i += L) {
            FloatVector v = FloatVector.fromMemorySegment(F, x, xo + 4L * i, LE);
            c0 = FloatVector.fromMemorySegment(F, w, o0 + 4L * i, LE).fma(v, c0);
            c1 = FloatVector.fromMemorySegment(F, w, o1 + 4L * i, LE).fma(v, c1);
            c2 = FloatVector.fromMemorySegment(F, w, o2 + 4L * i, LE).fma(v, c2);
            c3 = FloatVector.fromMemorySegment(F, w, o3 + 4L * i, LE).fma(v, c3);
        }
        c0.intoMemorySegment(acc, ao, LE);
        c1.intoMemorySegment(acc, ao + BYTES, LE);
        c2.intoMemorySegment(acc, ao + 2L * BYTES, LE);
        c3.intoMemorySegment(acc, ao + 3L * BYTES, LE);
    }

    /**
     * Goes on with the four accumulators of {@link #oneByFourF32} by one vector: the end of rows whose length is no multiple of L, with zeros behind it.
     *
     * @param ws bytes from one row's end to the next one's
     */
    static void lastStep(MemorySegment m, long xo, long wo, long ws, long ao) {
        FloatVector v = FloatVector.fromMemorySegment(F, m, xo, LE);
        for (int i = 0; i < 4; i++) {
            FloatVector c = FloatVector.fromMemorySegment(F, m, ao + (long) BYTES * i, LE);
            FloatVector w = FloatVector.fromMemorySegment(F, m, wo + ws * i, LE);
            w.fma(v, c).intoMemorySegment(m, ao + (long) BYTES * i, LE);
        }
    }

    /** One row with four bf16 rows; otherwise like {@link #oneByFourF32}. */
    static void oneByFourBf16(
            MemorySegment x,
            long xo,
            MemorySegment w,
            long o0,
            long o1,
            long o2,
            long o3,
            int count,
            MemorySegment acc,
            long ao) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        for (int i = 0; i < count; i += L) {
            FloatVector v = FloatVector.fromMemorySegment(F, x, xo + 4L * i, LE);
            long at = 2L * i;
            IntVector w0 =
                    (IntVector) ShortVector.fromMemorySegment(S, w, o0 + at, LE).convertShape(ZERO_EXTEND_S2I, I, 0);
            c0 = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, c0);
            IntVector w1 =
                    (IntVector) ShortVector.fromMemorySegment(S, w, o1 + at, LE).convertShape(ZERO_EXTEND_S2I, I, 0);
            c1 = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, c1);
            IntVector w2 =
                    (IntVector) ShortVector.fromMemorySegment(S, w, o2 + at, LE).convertShape(ZERO_EXTEND_S2I, I, 0);
            c2 = w2.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, c2);
            IntVector w3 =
                    (IntVector) ShortVector.fromMemorySegment(S, w, o3 + at, LE).convertShape(ZERO_EXTEND_S2I, I, 0);
            c3 = w3.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, c3);
        }
        c0.intoMemorySegment(acc, ao, LE);
        c1.intoMemorySegment(acc, ao + BYTES, LE);
        c2.intoMemorySegment(acc, ao + 2L * BYTES, LE);
        c3.intoMemorySegment(acc, ao + 3L * BYTES, LE);
    }

    /**
     * Like {@link #oneByFourBf16}, with one row after the other: read front to back, the processor's own prefetching brings short rows in faster; along a long one, its sum is waited for.
     *
     * @param ws bytes from one row of w to the next
     */
    static void fourInTurnBf16(
            MemorySegment x, long xo, MemorySegment w, long wo, long ws, int count, MemorySegment acc, long ao) {
        for (int r = 0; r < 4; r++) {
            FloatVector c = FloatVector.zero(F);
            long o = wo + ws * r;
            for (int i = 0; i < count; i += L) {
                FloatVector v = FloatVector.fromMemorySegment(F, x, xo + 4L * i, LE);
                ShortVector bits = ShortVector.fromMemorySegment(S, w, o + 2L * i, LE);
                IntVector wide = (IntVector) bits.convertShape(ZERO_EXTEND_S2I, I, 0);
                c = wide.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, c);
            }
            c.intoMemorySegment(acc, ao + (long) BYTES * r, LE);
        }
    }

    /**
     * Four rows with four rows, both f32, a piece of k: goes on with the sixteen accumulators {@code [row of a][row of w][L]} that lie in {@code acc}.
     *
     * @param as bytes from one row of a to the next
     * @param ws bytes from one row of w to the next
     * @param steps vectors of the piece
     */
    static void fourByFour(
            MemorySegment a,
            long a0,
            long as,
            MemorySegment w,
            long w0,
            long ws,
            int steps,
            MemorySegment acc,
            long o) {
        FloatVector c00 = FloatVector.fromMemorySegment(F, acc, o, LE);
        FloatVector c01 = FloatVector.fromMemorySegment(F, acc, o + BYTES, LE);
        FloatVector c02 = FloatVector.fromMemorySegment(F, acc, o + 2L * BYTES, LE);
        FloatVector c03 = FloatVector.fromMemorySegment(F, acc, o + 3L * BYTES, LE);
        FloatVector c10 = FloatVector.fromMemorySegment(F, acc, o + 4L * BYTES, LE);
        FloatVector c11 = FloatVector.fromMemorySegment(F, acc, o + 5L * BYTES, LE);
        FloatVector c12 = FloatVector.fromMemorySegment(F, acc, o + 6L * BYTES, LE);
        FloatVector c13 = FloatVector.fromMemorySegment(F, acc, o + 7L * BYTES, LE);
        FloatVector c20 = FloatVector.fromMemorySegment(F, acc, o + 8L * BYTES, LE);
        FloatVector c21 = FloatVector.fromMemorySegment(F, acc, o + 9L * BYTES, LE);
        FloatVector c22 = FloatVector.fromMemorySegment(F, acc, o + 10L * BYTES, LE);
        FloatVector c23 = FloatVector.fromMemorySegment(F, acc, o + 11L * BYTES, LE);
        FloatVector c30 = FloatVector.fromMemorySegment(F, acc, o + 12L * BYTES, LE);
        FloatVector c31 = FloatVector.fromMemorySegment(F, acc, o + 13L * BYTES, LE);
        FloatVector c32 = FloatVector.fromMemorySegment(F, acc, o + 14L * BYTES, LE);
        FloatVector c33 = FloatVector.fromMemorySegment(F, acc, o + 15L * BYTES, LE);
        for (int s = 0; s < steps; s++) {
            long i = (long) BYTES * s;
            FloatVector v0 = FloatVector.fromMemorySegment(F, w, w0 + i, LE);
            FloatVector v1 = FloatVector.fromMemorySegment(F, w, w0 + i + ws, LE);
            FloatVector v2 = FloatVector.fromMemorySegment(F, w, w0 + i + 2 * ws, LE);
            FloatVector v3 = FloatVector.fromMemorySegment(F, w, w0 + i + 3 * ws, LE);
            FloatVector x = FloatVector.fromMemorySegment(F, a, a0 + i, LE);
            c00 = x.fma(v0, c00);
            c01 = x.fma(v1, c01);
            c02 = x.fma(v2, c02);
            c03 = x.fma(v3, c03);
            x = FloatVector.fromMemorySegment(F, a, a0 + i + as, LE);
            c10 = x.fma(v0, c10);
            c11 = x.fma(v1, c11);
            c12 = x.fma(v2, c12);
            c13 = x.fma(v3, c13);
            x = FloatVector.fromMemorySegment(F, a, a0 + i + 2 * as, LE);
            c20 = x.fma(v0, c20);
            c21 = x.fma(v1, c21);
            c22 = x.fma(v2, c22);
            c23 = x.fma(v3, c23);
            x = FloatVector.fromMemorySegment(F, a, a0 + i + 3 * as, LE);
            c30 = x.fma(v0, c30);
            c31 = x.fma(v1, c31);
            c32 = x.fma(v2, c32);
            c33 = x.fma(v3, c33);
        }
        c00.intoMemorySegment(acc, o, LE);
        c01.intoMemorySegment(acc, o + BYTES, LE);
        c02.intoMemorySegment(acc, o + 2L * BYTES, LE);
        c03.intoMemorySegment(acc, o + 3L * BYTES, LE);
        c10.intoMemorySegment(acc, o + 4L * BYTES, LE);
        c11.intoMemorySegment(acc, o + 5L * BYTES, LE);
        c12.intoMemorySegment(acc, o + 6L * BYTES, LE);
        c13.intoMemorySegment(acc, o + 7L * BYTES, LE);
        c20.intoMemorySegment(acc, o + 8L * BYTES, LE);
        c21.intoMemorySegment(acc, o + 9L * BYTES, LE);
        c22.intoMemorySegment(acc, o + 10L * BYTES, LE);
        c23.intoMemorySegment(acc, o + 11L * BYTES, LE);
        c30.intoMemorySegment(acc, o + 12L * BYTES, LE);
        c31.intoMemorySegment(acc, o + 13L * BYTES, LE);
        c32.intoMemorySegment(acc, o + 14L * BYTES, LE);
        c33.intoMemorySegment(acc, o + 15L * BYTES, LE);
    }
}

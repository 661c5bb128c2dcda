package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.BYTES;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The block of many rows' products where there are thirty-two vector registers: twenty accumulators are the most that the compiler keeps in them beside what is loaded. Bits are those of
 * {@link DotKernels}.
 */
final class BlockKernels {

    private BlockKernels() {}

    /**
     * Five rows with four rows, both f32, a piece of k: goes on with accumulators {@code [row of a][4][L]} that lie in {@code acc}.
     *
     * @param as bytes from one row of a to the next
     * @param ws bytes from one row of w to the next
     * @param steps vectors of the piece
     * @param o offset of the accumulators
     */
    static void fiveByFour(
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
        FloatVector c40 = FloatVector.fromMemorySegment(F, acc, o + 16L * BYTES, LE);
        FloatVector c41 = FloatVector.fromMemorySegment(F, acc, o + 17L * BYTES, LE);
        FloatVector c42 = FloatVector.fromMemorySegment(F, acc, o + 18L * BYTES, LE);
        FloatVector c43 = FloatVector.fromMemorySegment(F, acc, o + 19L * BYTES, LE);
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
            x = FloatVector.fromMemorySegment(F, a, a0 + i + 4 * as, LE);
            c40 = x.fma(v0, c40);
            c41 = x.fma(v1, c41);
            c42 = x.fma(v2, c42);
            c43 = x.fma(v3, c43);
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
        c40.intoMemorySegment(acc, o + 16L * BYTES, LE);
        c41.intoMemorySegment(acc, o + 17L * BYTES, LE);
        c42.intoMemorySegment(acc, o + 18L * BYTES, LE);
        c43.intoMemorySegment(acc, o + 19L * BYTES, LE);
    }
}

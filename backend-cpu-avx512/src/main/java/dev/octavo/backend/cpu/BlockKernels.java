package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.BYTES;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * The block of many rows' products where there are thirty-two vector registers: each number of a, which comes from the second-level cache, is used for eight weights. Bits are those of {@link DotKernels}.
 */
final class BlockKernels {

    private BlockKernels() {}

    /**
     * Three rows with eight rows, both f32, a piece of k: goes on with accumulators {@code [4 rows of w][row of a][4][L]} that lie in {@code acc}.
     *
     * @param as bytes from one row of a to the next
     * @param ws bytes from one row of w to the next
     * @param steps vectors of the piece
     * @param low offset of the accumulators of the first four rows of w
     * @param high offset of those of the others
     */
    static void threeByEight(
            MemorySegment a,
            long a0,
            long as,
            MemorySegment w,
            long w0,
            long ws,
            int steps,
            MemorySegment acc,
            long low,
            long high) {
        FloatVector c00 = FloatVector.fromMemorySegment(F, acc, low, LE);
        FloatVector c01 = FloatVector.fromMemorySegment(F, acc, low + BYTES, LE);
        FloatVector c02 = FloatVector.fromMemorySegment(F, acc, low + 2L * BYTES, LE);
        FloatVector c03 = FloatVector.fromMemorySegment(F, acc, low + 3L * BYTES, LE);
        FloatVector c04 = FloatVector.fromMemorySegment(F, acc, high, LE);
        FloatVector c05 = FloatVector.fromMemorySegment(F, acc, high + BYTES, LE);
        FloatVector c06 = FloatVector.fromMemorySegment(F, acc, high + 2L * BYTES, LE);
        FloatVector c07 = FloatVector.fromMemorySegment(F, acc, high + 3L * BYTES, LE);
        FloatVector c10 = FloatVector.fromMemorySegment(F, acc, low + 4L * BYTES, LE);
        FloatVector c11 = FloatVector.fromMemorySegment(F, acc, low + 5L * BYTES, LE);
        FloatVector c12 = FloatVector.fromMemorySegment(F, acc, low + 6L * BYTES, LE);
        FloatVector c13 = FloatVector.fromMemorySegment(F, acc, low + 7L * BYTES, LE);
        FloatVector c14 = FloatVector.fromMemorySegment(F, acc, high + 4L * BYTES, LE);
        FloatVector c15 = FloatVector.fromMemorySegment(F, acc, high + 5L * BYTES, LE);
        FloatVector c16 = FloatVector.fromMemorySegment(F, acc, high + 6L * BYTES, LE);
        FloatVector c17 = FloatVector.fromMemorySegment(F, acc, high + 7L * BYTES, LE);
        FloatVector c20 = FloatVector.fromMemorySegment(F, acc, low + 8L * BYTES, LE);
        FloatVector c21 = FloatVector.fromMemorySegment(F, acc, low + 9L * BYTES, LE);
        FloatVector c22 = FloatVector.fromMemorySegment(F, acc, low + 10L * BYTES, LE);
        FloatVector c23 = FloatVector.fromMemorySegment(F, acc, low + 11L * BYTES, LE);
        FloatVector c24 = FloatVector.fromMemorySegment(F, acc, high + 8L * BYTES, LE);
        FloatVector c25 = FloatVector.fromMemorySegment(F, acc, high + 9L * BYTES, LE);
        FloatVector c26 = FloatVector.fromMemorySegment(F, acc, high + 10L * BYTES, LE);
        FloatVector c27 = FloatVector.fromMemorySegment(F, acc, high + 11L * BYTES, LE);
        for (int s = 0; s < steps; s++) {
            long i = (long) BYTES * s;
            FloatVector x0 = FloatVector.fromMemorySegment(F, a, a0 + i, LE);
            FloatVector x1 = FloatVector.fromMemorySegment(F, a, a0 + i + as, LE);
            FloatVector x2 = FloatVector.fromMemorySegment(F, a, a0 + i + 2 * as, LE);
            FloatVector v = FloatVector.fromMemorySegment(F, w, w0 + i, LE);
            c00 = x0.fma(v, c00);
            c10 = x1.fma(v, c10);
            c20 = x2.fma(v, c20);
            v = FloatVector.fromMemorySegment(F, w, w0 + i + ws, LE);
            c01 = x0.fma(v, c01);
            c11 = x1.fma(v, c11);
            c21 = x2.fma(v, c21);
            v = FloatVector.fromMemorySegment(F, w, w0 + i + 2 * ws, LE);
            c02 = x0.fma(v, c02);
            c12 = x1.fma(v, c12);
            c22 = x2.fma(v, c22);
            v = FloatVector.fromMemorySegment(F, w, w0 + i + 3 * ws, LE);
            c03 = x0.fma(v, c03);
            c13 = x1.fma(v, c13);
            c23 = x2.fma(v, c23);
            v = FloatVector.fromMemorySegment(F, w, w0 + i + 4 * ws, LE);
            c04 = x0.fma(v, c04);
            c14 = x1.fma(v, c14);
            c24 = x2.fma(v, c24);
            v = FloatVector.fromMemorySegment(F, w, w0 + i + 5 * ws, LE);
            c05 = x0.fma(v, c05);
            c15 = x1.fma(v, c15);
            c25 = x2.fma(v, c25);
            v = FloatVector.fromMemorySegment(F, w, w0 + i + 6 * ws, LE);
            c06 = x0.fma(v, c06);
            c16 = x1.fma(v, c16);
            c26 = x2.fma(v, c26);
            v = FloatVector.fromMemorySegment(F, w, w0 + i + 7 * ws, LE);
            c07 = x0.fma(v, c07);
            c17 = x1.fma(v, c17);
            c27 = x2.fma(v, c27);
        }
        c00.intoMemorySegment(acc, low, LE);
        c01.intoMemorySegment(acc, low + BYTES, LE);
        c02.intoMemorySegment(acc, low + 2L * BYTES, LE);
        c03.intoMemorySegment(acc, low + 3L * BYTES, LE);
        c04.intoMemorySegment(acc, high, LE);
        c05.intoMemorySegment(acc, high + BYTES, LE);
        c06.intoMemorySegment(acc, high + 2L * BYTES, LE);
        c07.intoMemorySegment(acc, high + 3L * BYTES, LE);
        c10.intoMemorySegment(acc, low + 4L * BYTES, LE);
        c11.intoMemorySegment(acc, low + 5L * BYTES, LE);
        c12.intoMemorySegment(acc, low + 6L * BYTES, LE);
        c13.intoMemorySegment(acc, low + 7L * BYTES, LE);
        c14.intoMemorySegment(acc, high + 4L * BYTES, LE);
        c15.intoMemorySegment(acc, high + 5L * BYTES, LE);
        c16.intoMemorySegment(acc, high + 6L * BYTES, LE);
        c17.intoMemorySegment(acc, high + 7L * BYTES, LE);
        c20.intoMemorySegment(acc, low + 8L * BYTES, LE);
        c21.intoMemorySegment(acc, low + 9L * BYTES, LE);
        c22.intoMemorySegment(acc, low + 10L * BYTES, LE);
        c23.intoMemorySegment(acc, low + 11L * BYTES, LE);
        c24.intoMemorySegment(acc, high + 8L * BYTES, LE);
        c25.intoMemorySegment(acc, high + 9L * BYTES, LE);
        c26.intoMemorySegment(acc, high + 10L * BYTES, LE);
        c27.intoMemorySegment(acc, high + 11L * BYTES, LE);
    }
}

package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.BlockParts.GROUP;
import static dev.octavo.backend.cpu.BlockParts.floats;
import static dev.octavo.backend.cpu.BlockParts.half;
import static dev.octavo.backend.cpu.BlockParts.signed;
import static dev.octavo.backend.cpu.BlockParts.unsigned;
import static dev.octavo.backend.cpu.Lanes.BYTES;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Dot products of a row with four rows of quantised blocks, which are widened in registers. The order of operations is that of {@link DotKernels}, and widening is exact, so the
 * bits are the same as with rows that were widened into memory before.
 */
final class BlockDotKernels {

    private static final int Q80_BYTES = 34;
    private static final int Q40_BYTES = 18;
    private static final int WEIGHTS = 2 * GROUP;

    private BlockDotKernels() {}

    /** Like {@link DotKernels#oneByFourF32}, {@code count} being a multiple of 32. */
    static void oneByFourQ80(
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
        int blocks = count / WEIGHTS;
        for (int b = 0; b < blocks; b++) {
            long at = (long) Q80_BYTES * b;
            float d0 = half(w, o0 + at);
            float d1 = half(w, o1 + at);
            float d2 = half(w, o2 + at);
            float d3 = half(w, o3 + at);
            for (int j = 0; j < WEIGHTS; j += L) {
                FloatVector v = FloatVector.fromMemorySegment(F, x, xo + 4L * (WEIGHTS * b + j), LE);
                c0 = signed(w, o0 + at + 2, j).mul(d0).fma(v, c0);
                c1 = signed(w, o1 + at + 2, j).mul(d1).fma(v, c1);
                c2 = signed(w, o2 + at + 2, j).mul(d2).fma(v, c2);
                c3 = signed(w, o3 + at + 2, j).mul(d3).fma(v, c3);
            }
        }
        c0.intoMemorySegment(acc, ao, LE);
        c1.intoMemorySegment(acc, ao + BYTES, LE);
        c2.intoMemorySegment(acc, ao + 2L * BYTES, LE);
        c3.intoMemorySegment(acc, ao + 3L * BYTES, LE);
    }

    /** Two rows only, since a kernel for four outgrows what the compiler inlines; otherwise like {@link #oneByFourQ80}. */
    static void oneByTwoQ40(
            MemorySegment x, long xo, MemorySegment w, long o0, long o1, int count, MemorySegment acc, long ao) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        int blocks = count / WEIGHTS;
        for (int b = 0; b < blocks; b++) {
            long at = (long) Q40_BYTES * b;
            FloatVector d0 = FloatVector.broadcast(F, half(w, o0 + at));
            FloatVector d1 = FloatVector.broadcast(F, half(w, o1 + at));
            long xb = xo + 4L * WEIGHTS * b;
            for (int j = 0; j < GROUP; j += L) {
                FloatVector v = FloatVector.fromMemorySegment(F, x, xb + 4L * j, LE);
                c0 = floats(unsigned(w, o0 + at + 2, j).and(0xF))
                        .sub(8f)
                        .mul(d0)
                        .fma(v, c0);
                c1 = floats(unsigned(w, o1 + at + 2, j).and(0xF))
                        .sub(8f)
                        .mul(d1)
                        .fma(v, c1);
            }
            for (int j = 0; j < GROUP; j += L) {
                FloatVector v = FloatVector.fromMemorySegment(F, x, xb + 4L * (GROUP + j), LE);
                c0 = floats(unsigned(w, o0 + at + 2, j).lanewise(LSHR, 4))
                        .sub(8f)
                        .mul(d0)
                        .fma(v, c0);
                c1 = floats(unsigned(w, o1 + at + 2, j).lanewise(LSHR, 4))
                        .sub(8f)
                        .mul(d1)
                        .fma(v, c1);
            }
        }
        c0.intoMemorySegment(acc, ao, LE);
        c1.intoMemorySegment(acc, ao + BYTES, LE);
    }
}

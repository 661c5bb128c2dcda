package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.BYTES;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Adds up the lanes of accumulators, four at a time, in one fixed tree: lanes L/2 apart first, neighbours last. ({@code reduceLanes} leaves its order open, and the
 * interpreter's differs from the compiler's.)
 */
final class FoldKernels {

    private static final VectorShuffle<Float> FAR = VectorShuffle.fromOp(F, i -> i ^ L / 2);
    private static final VectorShuffle<Float> NEAR = VectorShuffle.fromOp(F, i -> i ^ L / 4);
    private static final VectorShuffle<Float> EIGHTH = VectorShuffle.fromOp(F, i -> i ^ Math.max(1, L / 8));
    private static final VectorShuffle<Float> SIXTEENTH = VectorShuffle.fromOp(F, i -> i ^ Math.max(1, L / 16));
    private static final VectorMask<Float> UPPER = VectorMask.fromLong(F, bits(L / 2));
    private static final VectorMask<Float> ODD = VectorMask.fromLong(F, bits(L / 4));

    /** After the tree, sums 0, 2, 1, 3 fill a quarter each. */
    private static final VectorShuffle<Float> COLLECT = VectorShuffle.fromOp(F, i -> switch (i & 3) {
        case 0 -> 0;
        case 1 -> L / 2;
        case 2 -> L / 4;
        default -> L / 2 + L / 4;
    });

    private static final VectorMask<Float> FOUR = VectorMask.fromLong(F, 0xf);

    private FoldKernels() {}

    private static long bits(int step) {
        long mask = 0;
        for (int i = 0; i < L; i++) {
            mask |= (i & step) != 0 ? 1L << i : 0;
        }
        return mask;
    }

    /** Sets accumulators to zero. */
    static void clear(MemorySegment acc, long ao, int vectors) {
        for (int i = 0; i < vectors; i++) {
            FloatVector.zero(F).intoMemorySegment(acc, ao + (long) BYTES * i, LE);
        }
    }

    /**
     * Stores the sums of {@code 4 * groups} accumulators.
     *
     * @param acc {@code [groups][4][L]}
     * @param out sums; those of a group lie together
     * @param outStride bytes from one group's sums to the next one's
     */
    static void fold(MemorySegment acc, long ao, int groups, MemorySegment out, long oo, long outStride) {
        for (int g = 0; g < groups; g++) {
            long at = ao + 4L * BYTES * g;
            FloatVector a = FloatVector.fromMemorySegment(F, acc, at, LE);
            FloatVector b = FloatVector.fromMemorySegment(F, acc, at + BYTES, LE);
            FloatVector c = FloatVector.fromMemorySegment(F, acc, at + 2L * BYTES, LE);
            FloatVector d = FloatVector.fromMemorySegment(F, acc, at + 3L * BYTES, LE);
            FloatVector ab = a.blend(b, UPPER).add(b.blend(a, UPPER).rearrange(FAR));
            FloatVector cd = c.blend(d, UPPER).add(d.blend(c, UPPER).rearrange(FAR));
            FloatVector sum = ab.blend(cd, ODD).add(cd.blend(ab, ODD).rearrange(NEAR));
            if (L >= 8) {
                sum = sum.add(sum.rearrange(EIGHTH));
            }
            if (L >= 16) {
                sum = sum.add(sum.rearrange(SIXTEENTH));
            }
            sum.rearrange(COLLECT).intoMemorySegment(out, oo + outStride * g, LE, FOUR);
        }
    }
}

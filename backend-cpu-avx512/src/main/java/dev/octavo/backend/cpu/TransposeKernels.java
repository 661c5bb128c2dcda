package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Turns squares of L x L numbers: rows that are 1, 2, 4 and 8 apart exchange their lanes that are as far apart, one distance after the other. */
final class TransposeKernels {

    private static final VectorShuffle<Float> BY_1 = VectorShuffle.fromOp(F, i -> i ^ 1);
    private static final VectorShuffle<Float> BY_2 = VectorShuffle.fromOp(F, i -> i ^ 2);
    private static final VectorShuffle<Float> BY_4 = VectorShuffle.fromOp(F, i -> L > 4 ? i ^ 4 : i);
    private static final VectorShuffle<Float> BY_8 = VectorShuffle.fromOp(F, i -> L > 8 ? i ^ 8 : i);
    private static final VectorMask<Float> ODD_1 = VectorMask.fromLong(F, 0xaaaa & lanes());
    private static final VectorMask<Float> ODD_2 = VectorMask.fromLong(F, 0xcccc & lanes());
    private static final VectorMask<Float> ODD_4 = VectorMask.fromLong(F, 0xf0f0 & lanes());
    private static final VectorMask<Float> ODD_8 = VectorMask.fromLong(F, 0xff00 & lanes());

    private TransposeKernels() {}

    private static long lanes() {
        return (1L << L) - 1;
    }

    /**
     * Turns one square.
     *
     * @param stride bytes from one of its rows to the next
     * @param targetStride bytes from one row of the turned square to the next
     */
    static void square(MemorySegment m, long from, long stride, long target, long targetStride) {
        for (int i = 0; i < L; i += 2) {
            exchange(m, from + i * stride, stride, target + i * targetStride, targetStride, BY_1, ODD_1);
        }
        for (int i = 0; i < L; i++) {
            if ((i & 2) == 0) {
                exchange(m, target + i * targetStride, 2 * targetStride, BY_2, ODD_2);
            }
        }
        for (int i = 0; L > 4 && i < L; i++) {
            if ((i & 4) == 0) {
                exchange(m, target + i * targetStride, 4 * targetStride, BY_4, ODD_4);
            }
        }
        for (int i = 0; L > 8 && i < L / 2; i++) {
            exchange(m, target + i * targetStride, 8 * targetStride, BY_8, ODD_8);
        }
    }

    private static void exchange(
            MemorySegment m, long a, long distance, VectorShuffle<Float> by, VectorMask<Float> odd) {
        exchange(m, a, distance, a, distance, by, odd);
    }

    private static void exchange(
            MemorySegment m,
            long a,
            long distance,
            long target,
            long targetDistance,
            VectorShuffle<Float> by,
            VectorMask<Float> odd) {
        FloatVector x = FloatVector.fromMemorySegment(F, m, a, LE);
        FloatVector y = FloatVector.fromMemorySegment(F, m, a + distance, LE);
        x.blend(y.rearrange(by), odd).intoMemorySegment(m, target, LE);
        x.rearrange(by).blend(y, odd).intoMemorySegment(m, target + targetDistance, LE);
    }
}

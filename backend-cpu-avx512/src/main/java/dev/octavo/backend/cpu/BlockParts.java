package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.Lanes.B;
import static dev.octavo.backend.cpu.Lanes.F;
import static dev.octavo.backend.cpu.Lanes.I;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Pieces of which kernels for blocks of quantised weights are made. */
final class BlockParts {

    /** Bytes that are loaded at a time. */
    static final int GROUP = 16;

    private BlockParts() {}

    /** An f16. */
    static float half(MemorySegment m, long offset) {
        return Float.float16ToFloat(m.get(JAVA_SHORT_UNALIGNED, offset));
    }

    /** The L bytes at {@code offset + j}, without sign; L divides j, and the 16 bytes around them are there. */
    static IntVector unsigned(MemorySegment m, long offset, int j) {
        ByteVector bytes = ByteVector.fromMemorySegment(B, m, offset + j / GROUP * (long) GROUP, LE);
        return (IntVector) bytes.convertShape(ZERO_EXTEND_B2I, I, j % GROUP / L);
    }

    /** The L bytes at {@code offset + j} as signed numbers. */
    static FloatVector signed(MemorySegment m, long offset, int j) {
        ByteVector bytes = ByteVector.fromMemorySegment(B, m, offset + j / GROUP * (long) GROUP, LE);
        return floats((IntVector) bytes.convertShape(B2I, I, j % GROUP / L));
    }

    /** The L numbers of a group from {@code j} on. */
    static FloatVector signed(ByteVector group, int j) {
        return floats((IntVector) group.convertShape(B2I, I, j / L));
    }

    static FloatVector floats(IntVector numbers) {
        return (FloatVector) numbers.convert(I2F, 0);
    }

    /** Stores {@code q * scale + offset}. */
    static void store(IntVector q, float scale, float offset, MemorySegment to, long target) {
        floats(q)
                .fma(FloatVector.broadcast(F, scale), FloatVector.broadcast(F, offset))
                .intoMemorySegment(to, target, LE);
    }
}

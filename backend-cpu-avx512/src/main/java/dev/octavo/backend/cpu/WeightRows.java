package dev.octavo.backend.cpu;

import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;

/** How rows of weights are read. */
enum WeightRows {
    F32,
    F16,
    BF16,
    Q8_0,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q2_K,
    Q3_K,
    Q4_K,
    Q5_K,
    Q6_K,
    IQ4_NL,
    MXFP4;

    /** The reading of a format that {@link CpuGemm} takes. */
    static WeightRows of(WeightFormat format) {
        return switch (format) {
            case WeightFormat.Dense dense -> valueOf(dense.type().name());
            case WeightFormat.Blocked blocked -> valueOf(blocked.type().name());
            default -> throw new IllegalArgumentException("no rows of " + format);
        };
    }

    /** Whether products of few rows read them straight into registers. The others are widened into a panel first. */
    boolean isDirect() {
        return this == F32 || this == BF16 || this == Q8_0 || this == Q4_0;
    }

    /**
     * Copies weights of a row as f32. Offsets are in bytes.
     *
     * @param row where the row begins
     * @param first index of the first weight, between blocks
     * @param count whole blocks, or whole vectors of a plain type
     */
    void widen(MemorySegment from, long row, int first, MemorySegment to, long target, int count) {
        switch (this) {
            case F32 -> ConvertKernels.widen(from, row + 4L * first, DType.F32, to, target, count);
            case F16 -> ConvertKernels.widen(from, row + 2L * first, DType.F16, to, target, count);
            case BF16 -> ConvertKernels.widen(from, row + 2L * first, DType.BF16, to, target, count);
            default -> blocks(BlockType.valueOf(name()), from, row, first, to, target, count);
        }
    }

    private void blocks(
            BlockType type, MemorySegment from, long row, int first, MemorySegment to, long target, int count) {
        int bytes = type.bytes();
        long at = row + (long) first / type.weights() * bytes;
        int blocks = count / type.weights();
        switch (this) {
            case Q8_0 -> SmallBlockKernels.q80(from, at, blocks, to, target);
            case Q4_0 -> SmallBlockKernels.q40(from, at, blocks, to, target);
            case Q4_1 -> SmallBlockKernels.q41(from, at, blocks, to, target);
            case Q5_0 -> SmallBlockKernels.q50(from, at, blocks, to, target);
            case Q5_1 -> SmallBlockKernels.q51(from, at, blocks, to, target);
            case IQ4_NL -> SmallBlockKernels.iq4nl(from, at, blocks, to, target);
            case MXFP4 -> SmallBlockKernels.mxfp4(from, at, blocks, to, target);
            case Q2_K -> LargeBlockKernels.q2k(from, at, blocks, to, target);
            case Q3_K -> LargeBlockKernels.q3k(from, at, blocks, to, target);
            case Q4_K -> LargeBlockKernels.q4k(from, at, blocks, to, target);
            case Q5_K -> LargeBlockKernels.q5k(from, at, blocks, to, target);
            case Q6_K -> LargeBlockKernels.q6k(from, at, blocks, to, target);
            default -> throw new IllegalStateException(this + " has no blocks");
        }
    }
}

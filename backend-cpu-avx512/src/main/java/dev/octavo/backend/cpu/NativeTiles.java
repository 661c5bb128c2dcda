package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.DotFunction;
import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Products with dot products of rows, which read weights where they lie, and activations too where they have the kernel's type; others are first widened to f32, or narrowed to bf16 where a spec allows that. Quantised
 * weights are widened to f32 in a panel, which many rows share, unless there are few rows and a kernel for the format.
 */
final class NativeTiles extends ChunkedTiles {

    private static final int FEW_ROWS = 3;

    /** Blocks of the kernel: six rows with four columns, or fewer rows with eight columns. */
    private static final int ROW_BLOCK = 6;

    private static final int COLUMN_BLOCK = 8;

    /** The kernel of bf16 goes through pieces of k, so that rows may be long. */
    private static final TileSize TILE_OF_PIECES = new TileSize(Integer.MAX_VALUE, TILE.rows());

    /** Quantised weight rows that are widened at a time. */
    private static final int PANEL = 16;

    private final DotFunction dots;
    private final boolean pairs;
    private final boolean quantised;

    /** For quantised weights and few rows. */
    private final @Nullable DotFunction fewRows;

    private final long panelRowBytes;

    private NativeTiles(CpuCore core, GemmOperands operands, NativeKernels kernels, GemmSpec spec, boolean pairs) {
        super(
                core,
                operands,
                spec.activation() != (pairs ? DType.BF16 : DType.F32),
                FEW_ROWS,
                (pairs ? 2L : 4L) * Lanes.roundUp(operands.k),
                ROW_BLOCK,
                COLUMN_BLOCK,
                pairs ? TILE_OF_PIECES : TILE);
        this.pairs = pairs;
        WeightRows rows = WeightRows.of(spec.weights().format());
        dots = switch (rows) {
            case F16 -> kernels.f16();
            case BF16 -> pairs ? kernels.bf16Pairs().orElseThrow() : kernels.bf16();
            default -> kernels.f32();
        };
        quantised = spec.weights().format() instanceof WeightFormat.Blocked;
        fewRows = switch (rows) {
            case Q8_0 -> kernels.q80();
            case Q4_0 -> kernels.q40();
            default -> null;
        };
        panelRowBytes = 4L * Lanes.roundUp(operands.k) + CpuMemory.ALIGNMENT;
    }

    static NativeTiles of(CpuCore core, GemmOperands operands, NativeKernels kernels, GemmSpec spec) {
        boolean pairs = bothBf16(spec) && kernels.bf16Pairs().isPresent();
        return new NativeTiles(core, operands, kernels, spec, pairs);
    }

    /** Whether weights are bf16, and activations too or may be made so. */
    static boolean bothBf16(GemmSpec spec) {
        return WeightRows.of(spec.weights().format()) == WeightRows.BF16
                && (spec.activation() == DType.BF16
                        || (spec.activation() == DType.F32 && spec.precision() == ComputePrecision.REDUCED_INPUTS));
    }

    @Override
    long kernelScratchBytes() {
        if (quantised) {
            return PANEL * panelRowBytes;
        }
        return packing && pairs ? panelRowBytes : 0;
    }

    @Override
    void pack(int worker, int row, int count, MemorySegment to, long offset) {
        MemorySegment m = core.scratch().of(worker);
        for (int r = 0; r < count; r++) {
            long target = offset + r * packedBytes;
            if (pairs) {
                operands.narrowActivations(row + r, m, kernelScratch(), to, target);
            } else {
                operands.widenActivations(row + r, to, target);
            }
        }
    }

    @Override
    void sums(
            MemorySegment a,
            long ao,
            long as,
            int rows,
            int first,
            int columns,
            MemorySegment m,
            MemorySegment to,
            long out,
            long outStride) {
        if (!quantised) {
            read(dots, a, ao, as, rows, first, columns, to, out, outStride);
        } else if (fewRows != null && rows <= FEW_ROWS) {
            read(fewRows, a, ao, as, rows, first, columns, to, out, outStride);
        } else {
            widen(a, ao, as, rows, first, columns, m, to, out, outStride);
        }
    }

    /** Reads weights where they lie; those of a run of columns may lie in several parts. */
    private void read(
            DotFunction kernel,
            MemorySegment a,
            long ao,
            long as,
            int rows,
            int first,
            int columns,
            MemorySegment sums,
            long out,
            long outStride) {
        CpuWeights w = operands.weights();
        for (int from = first; from < first + columns; ) {
            int part = w.partOf(from);
            int end = Math.min(first + columns, w.endOf(part));
            kernel.run(
                    w.memory(part),
                    w.offset(part, from),
                    w.rowBytes(),
                    end - from,
                    a,
                    ao,
                    as,
                    rows,
                    operands.k,
                    sums,
                    out + 4L * (from - first),
                    outStride);
            from = end;
        }
    }

    private void widen(
            MemorySegment a,
            long ao,
            long as,
            int rows,
            int first,
            int columns,
            MemorySegment m,
            MemorySegment to,
            long out,
            long outStride) {
        long panel = kernelScratch();
        for (int from = 0; from < columns; from += PANEL) {
            int count = Math.min(PANEL, columns - from);
            for (int i = 0; i < count; i++) {
                operands.widenWeights(first + from + i, 0, operands.k, m, panel + i * panelRowBytes);
            }
            dots.run(m, panel, panelRowBytes, count, a, ao, as, rows, operands.k, to, out + 4L * from, outStride);
        }
    }
}

package dev.octavo.backend.cpu;

import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The tensors of one product, and what both ways of tiling do with them. */
final class GemmOperands {

    final int n;
    final int k;
    final int outputColumns;
    final RowsView a;
    final RowsView out;
    final EpilogueProgram epilogue;
    private final CpuCore core;
    private final GemmSpec spec;
    private @Nullable CpuWeights weights;

    GemmOperands(CpuCore core, GemmSpec spec) {
        this.core = core;
        a = new RowsView(core);
        out = new RowsView(core);
        this.spec = spec;
        n = spec.weights().n();
        k = spec.weights().k();
        outputColumns = spec.outputColumns();
        epilogue = new EpilogueProgram(core, spec);
    }

    void bind(GemmArgs args) {
        if (!(args.weights() instanceof CpuWeights own) || !own.belongsTo(core)) {
            throw new IllegalArgumentException("the weights were not loaded by this cpu backend");
        }
        own.checkOpen();
        if (!own.spec().equals(spec.weights())) {
            throw new IllegalArgumentException("the weights are " + own.spec() + ", planned for " + spec.weights());
        }
        weights = own;
        a.bind("a", args.a(), spec.activation(), k);
        out.bind("out", args.out(), spec.output(), outputColumns);
        out.requireRows("out", a.count());
        if (a.count() > spec.maxRows()) {
            throw new IllegalArgumentException(a.count() + " rows, but the plan is for at most " + spec.maxRows());
        }
        epilogue.bind(args.operands(), a.count());
    }

    int rows() {
        return a.count();
    }

    /** Groups of columns: two with a gate, else one. */
    int halves() {
        return epilogue.gated() ? 2 : 1;
    }

    /** Whether nothing is left to do to sums, so that they can be written where they belong at once. */
    boolean sumsAreResults() {
        return epilogue.isEmpty() && out.type == DType.F32 && out.batch() == 1;
    }

    CpuWeights weights() {
        if (weights == null) {
            throw new IllegalStateException("nothing is bound");
        }
        return weights;
    }

    /**
     * Runs the epilogue on a tile of sums in scratch memory and stores it.
     *
     * @param sums offset of the first row's sums (or gate sums)
     * @param values offset of its value sums, where there is a gate
     * @param stride bytes from a row to the next one, of sums and of values
     * @param free offset of as much free memory as a row takes
     */
    void finish(
            MemorySegment m, long sums, long values, long stride, long free, int row, int rows, int column, int count) {
        if (epilogue.applyInOne(m, sums, values, stride, out, row, rows, column, count)) {
            return;
        }
        for (int r = 0; r < rows; r++) {
            finish(m, sums + r * stride, values + r * stride, free, row + r, column, count);
        }
    }

    /** Runs the epilogue on a row of sums in scratch memory and stores it. */
    void finish(MemorySegment m, long sums, long values, long free, int row, int column, int count) {
        epilogue.apply(m, sums, values, free, row, column, count);
        out.store(m, sums, out.at(row), column, count);
    }

    /** Copies a piece of a weight row as f32 and appends zeros up to whole vectors. */
    void widenWeights(int row, int from, int count, MemorySegment target, long offset) {
        weights().widen(row, from, count, target, offset);
        Padding.zero(target, offset, count);
    }

    /** Copies a row of a as f32 and appends zeros up to whole vectors. */
    void widenActivations(int row, MemorySegment target, long offset) {
        a.load(a.at(row), 0, target, offset, k);
        Padding.zero(target, offset, k);
    }

    /**
     * Rounds a row of a to bf16.
     *
     * @param wide room for the row as f32, whole vectors
     */
    void narrowActivations(int row, MemorySegment m, long wide, MemorySegment target, long offset) {
        if (a.type == DType.F32 && k % Lanes.L == 0) {
            ConvertKernels.narrow(a.segment, a.at(row), target, offset, DType.BF16, k);
            return;
        }
        widenActivations(row, m, wide);
        ConvertKernels.narrow(m, wide, target, offset, DType.BF16, k);
    }
}

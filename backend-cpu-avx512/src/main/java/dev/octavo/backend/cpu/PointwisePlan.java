package dev.octavo.backend.cpu;

import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;

/** Operators that look at one element of each input at a time. Long rows are worked on in pieces, so that scratch stays in the L1 cache. */
final class PointwisePlan extends OpPlan {

    private static final int PIECE = 1024;
    private static final long SECOND = 4L * PIECE;

    private final TensorOpSpec spec;
    private final int width;
    private final DType leftType;
    private final DType rightType;
    private final DType outType;
    private final boolean broadcast;
    private final RowsView left = new RowsView(core);
    private final RowsView right = new RowsView(core);
    private final RowsView out = new RowsView(core);

    PointwisePlan(CpuCore core, ActivationSpec s) {
        this(core, "activation", s, s.gated() ? 2 : 1, s.width(), s.input(), s.input(), s.output(), false);
    }

    PointwisePlan(CpuCore core, ElementwiseSpec s) {
        this(core, "elementwise", s, 2, s.width(), s.left(), s.right(), s.output(), s.broadcast());
    }

    PointwisePlan(CpuCore core, CastSpec s) {
        this(core, "cast", s, 1, s.width(), s.input(), s.input(), s.output(), false);
    }

    private PointwisePlan(
            CpuCore core,
            String variant,
            TensorOpSpec spec,
            int inputs,
            int width,
            DType left,
            DType right,
            DType out,
            boolean broadcast) {
        super(core, variant, inputs, 1);
        this.spec = spec;
        this.width = width;
        this.broadcast = broadcast;
        leftType = left;
        rightType = right;
        outType = out;
    }

    @Override
    void bind(TensorOpArgs args, int in, int outAt, int outCount) {
        left.bind("first input", args.inputs().get(in), leftType, width);
        out.bind("out", args.outputs().get(outAt), outType, width);
        out.requireRows("out", left.count());
        if (inputs == 2) {
            TensorRef second = args.inputs().get(in + 1);
            right.bind("second input", second, rightType, width);
            right.requireRows("second input", broadcast ? 1 : left.count());
        }
    }

    @Override
    void run() {
        runRows(left.count(), width);
    }

    @Override
    void rows(int worker, int from, int to) {
        MemorySegment m = core.scratch().of(worker);
        for (int row = from; row < to; row++) {
            for (int column = 0; column < width; column += PIECE) {
                piece(m, row, column, Math.min(PIECE, width - column));
            }
        }
    }

    private void piece(MemorySegment m, int row, int column, int count) {
        left.load(left.at(row), column, m, 0, count);
        if (inputs == 2) {
            right.load(right.at(broadcast ? 0 : row), column, m, SECOND, count);
        }
        switch (spec) {
            case ActivationSpec activation -> {
                ActivationKernels.apply(activation.function(), m, 0, count);
                if (activation.gated()) {
                    RowKernels.multiply(m, 0, SECOND, count);
                }
            }
            case ElementwiseSpec elementwise -> combine(elementwise.operation(), m, count);
            default -> {
                // A cast is nothing but loading and storing.
            }
        }
        out.store(m, 0, out.at(row), column, count);
    }

    private static void combine(ElementwiseSpec.Operation operation, MemorySegment m, int count) {
        switch (operation) {
            case ADD -> RowKernels.add(m, 0, SECOND, count);
            case SUBTRACT -> RowKernels.subtract(m, 0, SECOND, count);
            case MULTIPLY -> RowKernels.multiply(m, 0, SECOND, count);
        }
    }
}

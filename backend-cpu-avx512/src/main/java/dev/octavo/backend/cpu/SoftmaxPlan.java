package dev.octavo.backend.cpu;

import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;

/** Softmax of rows and its logarithm. Scratch: the row, and for the logarithm its exponentials. */
final class SoftmaxPlan extends OpPlan {

    private final SoftmaxSpec spec;
    private final RowsView x = new RowsView(core);
    private final RowsView out = new RowsView(core);
    private final long rowBytes;

    SoftmaxPlan(CpuCore core, SoftmaxSpec spec) {
        super(core, "softmax", 1, 1);
        this.spec = spec;
        rowBytes = 4L * Lanes.roundUp(spec.width());
        core.scratch().reserve(2 * rowBytes);
    }

    @Override
    void bind(TensorOpArgs args, int in, int outAt, int outCount) {
        x.bind("x", args.inputs().get(in), spec.input(), spec.width());
        out.bind("out", args.outputs().get(outAt), DType.F32, spec.width());
        out.requireRows("out", x.count());
    }

    @Override
    void run() {
        runRows(x.count(), spec.width());
    }

    @Override
    void rows(int worker, int from, int to) {
        MemorySegment m = core.scratch().of(worker);
        int width = spec.width();
        for (int row = from; row < to; row++) {
            x.load(x.at(row), 0, m, 0, width);
            RowKernels.scale(m, 0, width, spec.scale(), 0f);
            float max = RowKernels.max(m, 0, width);
            if (max == Float.NEGATIVE_INFINITY) {
                RowKernels.set(m, 0, width, spec.logarithm() ? Float.NEGATIVE_INFINITY : 0f);
            } else if (spec.logarithm()) {
                MemorySegment.copy(m, 0, m, rowBytes, 4L * width);
                RowKernels.exp(m, rowBytes, width, -max);
                double sum = RowKernels.sum(m, rowBytes, width);
                RowKernels.normalize(m, 0, width, (float) (max + StrictMath.log(sum)), 1f);
            } else {
                RowKernels.exp(m, 0, width, -max);
                RowKernels.scale(m, 0, width, 1f / RowKernels.sum(m, 0, width), 0f);
            }
            out.store(m, 0, out.at(row), 0, width);
        }
    }
}

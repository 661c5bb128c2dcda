package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.backend.cpu.ffi.RowFunctions;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** RMS norm and layer norm, with or without a residual. Scratch: the row, weight, bias, residual. */
final class NormPlan extends OpPlan {

    private final Shape shape;
    private final RowsView x = new RowsView(core);
    private final RowsView weight = new RowsView(core);
    private final RowsView bias = new RowsView(core);
    private final RowsView out = new RowsView(core);
    private final RowsView residual = new RowsView(core);
    private final long rowBytes;

    /** For plain norms, where there is a kernel. */
    private final Optional<RowFunctions> inOne;

    /** What both norms are, as one. */
    private record Shape(
            int width,
            float epsilon,
            boolean centred,
            boolean hasWeight,
            float weightOffset,
            boolean hasBias,
            boolean addResidual,
            DType input,
            DType weight,
            DType output) {

        /** Whether it is an RMS norm of f32 and nothing more. */
        boolean isPlain() {
            return !centred && hasWeight && !hasBias && !addResidual && input == DType.F32 && output == DType.F32;
        }
    }

    NormPlan(CpuCore core, RmsNormSpec s) {
        this(
                core,
                "rms norm",
                new Shape(
                        s.width(),
                        s.epsilon(),
                        false,
                        true,
                        s.weightOffset(),
                        false,
                        s.addResidual(),
                        s.input(),
                        s.weight(),
                        s.output()));
    }

    NormPlan(CpuCore core, LayerNormSpec s) {
        this(
                core,
                "layer norm",
                new Shape(
                        s.width(),
                        s.epsilon(),
                        true,
                        s.hasWeight(),
                        0f,
                        s.hasBias(),
                        s.addResidual(),
                        s.input(),
                        s.weight(),
                        s.output()));
    }

    private NormPlan(CpuCore core, String variant, Shape shape) {
        super(core, variant, 1 + (shape.hasWeight ? 1 : 0) + (shape.hasBias ? 1 : 0), shape.addResidual ? 2 : 1);
        this.shape = shape;
        rowBytes = 4L * Lanes.roundUp(shape.width);
        inOne = core.kernels().map(NativeKernels::rows).filter(rows -> shape.isPlain());
        core.scratch().reserve(4 * rowBytes);
    }

    @Override
    void bind(TensorOpArgs args, int in, int outAt, int outCount) {
        int next = in;
        x.bind("x", args.inputs().get(next++), shape.input, shape.width);
        if (shape.hasWeight) {
            bindVector("weight", weight, args.inputs().get(next++));
        }
        if (shape.hasBias) {
            bindVector("bias", bias, args.inputs().get(next));
        }
        out.bind("out", args.outputs().get(outAt), shape.output, shape.width);
        out.requireRows("out", x.count());
        if (shape.addResidual) {
            residual.bind("residual", args.outputs().get(outAt + 1), shape.input, shape.width);
            residual.requireRows("residual", x.count());
        }
    }

    private void bindVector(String what, RowsView view, TensorRef ref) {
        view.bind(what, ref, shape.weight, shape.width);
        view.requireRows(what, 1);
    }

    @Override
    void run() {
        runRows(x.count(), shape.width);
    }

    @Override
    void rows(int worker, int from, int to) {
        MemorySegment m = core.scratch().of(worker);
        if (shape.hasWeight) {
            weight.load(weight.at(0), 0, m, rowBytes, shape.width);
            if (shape.weightOffset != 0) {
                RowKernels.scale(m, rowBytes, shape.width, 1f, shape.weightOffset);
            }
        }
        if (shape.hasBias) {
            bias.load(bias.at(0), 0, m, 2 * rowBytes, shape.width);
        }
        if (inOne.isPresent()) {
            for (int row = from; row < to; ) {
                int end = Math.min(to, Math.min(x.runEnd(row), out.runEnd(row)));
                inOne.get()
                        .rmsNorm(
                                x.segment,
                                x.at(row),
                                x.rowStride(),
                                m,
                                rowBytes,
                                out.segment,
                                out.at(row),
                                out.rowStride(),
                                end - row,
                                shape.width,
                                shape.epsilon);
                row = end;
            }
            return;
        }
        for (int row = from; row < to; row++) {
            row(m, row);
        }
    }

    private void row(MemorySegment m, int row) {
        int width = shape.width;
        x.load(x.at(row), 0, m, 0, width);
        if (shape.addResidual) {
            addResidual(m, row);
        }
        float centre = shape.centred ? RowKernels.sum(m, 0, width) / width : 0f;
        float factor =
                (float) (1 / Math.sqrt((double) RowKernels.squares(m, 0, width, centre) / width + shape.epsilon));
        RowKernels.normalize(m, 0, width, centre, factor);
        if (shape.hasWeight) {
            RowKernels.multiply(m, 0, rowBytes, width);
        }
        if (shape.hasBias) {
            RowKernels.add(m, 0, 2 * rowBytes, width);
        }
        out.store(m, 0, out.at(row), 0, width);
    }

    /** The sum is stored, and its stored, rounded form is what is normalised. */
    private void addResidual(MemorySegment m, int row) {
        long at = residual.at(row);
        long free = 3 * rowBytes;
        residual.load(at, 0, m, free, shape.width);
        RowKernels.add(m, 0, free, shape.width);
        residual.store(m, 0, at, 0, shape.width);
        residual.load(at, 0, m, 0, shape.width);
    }
}

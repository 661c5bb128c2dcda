package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;

/** RMS norm and layer norm, with or without a residual. */
final class NormPlan extends OpPlan {

    private static final String[] TYPES = {"IN", "WEIGHT", "OUT"};

    private final NormShape shape;
    private final RowGroups groups;
    private final LazyKernel kernel;

    NormPlan(GpuCore core, NormShape shape) {
        super(core, shape.centred() ? "layer norm" : "rms norm", shape.inputs(), shape.addResidual() ? 2 : 1);
        this.shape = shape;
        groups = RowGroups.of(core.traits(), shape.width());
        DType[] types = {shape.input(), shape.weight(), shape.output()};
        kernel = core.kernel(KernelKey.of(
                "norm",
                "row_norm",
                Types.definitions(
                        TYPES,
                        types,
                        Types.areUsual(groups.lanes(), types),
                        "LANES",
                        groups.lanes(),
                        "GROUP_SIZE",
                        groups.groupSize())));
    }

    @Override
    void check(OpTensors tensors) {
        TensorRef x = tensors.input(0);
        int rows = Operands.rows(x);
        Rows.check(core, "x", x, shape.input(), shape.width());
        for (int i = 1; i < inputs; i++) {
            String what = i == 1 && shape.hasWeight() ? "weight" : "bias";
            Rows.check(core, what, tensors.input(i), shape.weight(), shape.width(), 1);
        }
        Rows.check(core, "out", tensors.output(0), shape.output(), shape.width(), rows);
        if (shape.addResidual()) {
            Rows.check(core, "residual", tensors.output(1), shape.input(), shape.width(), rows);
        }
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        // The kernel looks at nothing that the shape lacks; x stands in its place.
        TensorRef x = tensors.input(0);
        TensorRef bias = tensors.input(shape.hasBias() ? inputs - 1 : 0);
        Launch launch = sink.start(kernel);
        Rows.add(core, launch, x);
        Rows.add(core, launch, shape.addResidual() ? tensors.output(1) : x);
        Operands.memory(core, launch, shape.hasWeight() ? tensors.input(1) : x);
        Operands.memory(core, launch, bias);
        Rows.add(core, launch, tensors.output(0));
        int rows = Operands.rows(x);
        launch.i32(rows)
                .i32(groups.rowsPerGroup())
                .i32(shape.width())
                .i32(shape.flags())
                .f32(shape.epsilon())
                .f32(shape.weightOffset())
                .i32(KernelNumbers.of(shape.input()))
                .i32(KernelNumbers.of(shape.weight()))
                .i32(KernelNumbers.of(shape.output()))
                .shape(groups.groups(rows), groups.groupSize());
        sink.submit(launch);
    }
}

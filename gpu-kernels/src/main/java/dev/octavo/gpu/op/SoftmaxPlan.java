package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.tensor.DType;

/** Softmax of rows and its logarithm. */
final class SoftmaxPlan extends OpPlan {

    private static final String[] TYPES = {"IN"};

    private final SoftmaxSpec spec;
    private final RowGroups groups;
    private final LazyKernel kernel;

    SoftmaxPlan(GpuCore core, SoftmaxSpec spec) {
        super(core, "softmax", 1, 1);
        this.spec = spec;
        groups = RowGroups.of(core.traits(), spec.width());
        DType[] types = {spec.input()};
        kernel = core.kernel(KernelKey.of(
                "softmax",
                "softmax",
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
        Rows.check(core, "x", x, spec.input(), spec.width());
        Rows.check(core, "out", tensors.output(0), DType.F32, spec.width(), Operands.rows(x));
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef x = tensors.input(0);
        int rows = Operands.rows(x);
        Launch launch = sink.start(kernel);
        Rows.add(core, launch, x);
        Rows.add(core, launch, tensors.output(0));
        launch.i32(rows)
                .i32(groups.rowsPerGroup())
                .i32(spec.width())
                .i32(spec.logarithm() ? 1 : 0)
                .f32(spec.scale())
                .i32(KernelNumbers.of(spec.input()))
                .shape(groups.groups(rows), groups.groupSize());
        sink.submit(launch);
    }
}

package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.tensor.DType;

/** The largest column of each row. */
final class ArgmaxPlan extends OpPlan {

    private static final String[] TYPES = {"IN"};

    private final SelectSpec spec;
    private final RowGroups groups;
    private final LazyKernel kernel;

    ArgmaxPlan(GpuCore core, SelectSpec spec) {
        super(core, "argmax", 1, 1);
        this.spec = spec;
        groups = RowGroups.of(core.traits(), spec.width());
        DType[] types = {spec.input()};
        kernel = core.kernel(KernelKey.of(
                "argmax",
                "argmax",
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
        Rows.check(core, "indices", tensors.output(0), DType.I32, 1, Operands.rows(x));
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef x = tensors.input(0);
        Launch launch = sink.start(kernel);
        Rows.add(core, launch, x);
        Rows.add(core, launch, tensors.output(0));
        launch.i32(spec.width()).i32(KernelNumbers.of(spec.input())).shape(Operands.rows(x), groups.groupSize());
        sink.submit(launch);
    }
}

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

/** The largest columns of each row in falling order. */
final class TopKPlan extends OpPlan {

    private static final String[] TYPES = {"IN"};

    private final SelectSpec spec;
    private final RowGroups groups;
    private final LazyKernel kernel;

    TopKPlan(GpuCore core, SelectSpec spec) {
        super(core, "top k", 1, 2);
        this.spec = spec;
        groups = RowGroups.of(core.traits(), spec.width());
        String name = core.traits().vectors() ? "top_k_heap" : "top_k";
        DType[] types = {spec.input()};
        kernel = core.kernel(KernelKey.of(
                name,
                name,
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
        Rows.check(core, "x", x, spec.input(), spec.width());
        Rows.check(core, "indices", tensors.output(0), DType.I32, spec.count(), rows);
        Rows.check(core, "values", tensors.output(1), DType.F32, spec.count(), rows);
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef x = tensors.input(0);
        Launch launch = sink.start(kernel);
        Rows.add(core, launch, x);
        Rows.add(core, launch, tensors.output(0));
        Rows.add(core, launch, tensors.output(1));
        launch.i32(spec.width())
                .i32(spec.count())
                .i32(KernelNumbers.of(spec.input()))
                .shape(Operands.rows(x), groups.groupSize());
        sink.submit(launch);
    }
}

package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.DrawSpec;
import dev.octavo.tensor.DType;

/** A column of each row of logits, by the row's own temperature, min_p, top_k, top_p and random number. */
final class DrawPlan extends OpPlan {

    /** As many weights as a sum of three parts of 14 bits has room for. */
    static final int MOST_COLUMNS = 1 << 18;

    private static final String[] TYPES = {"IN"};
    private static final int NUMBERS = 3;

    private final DrawSpec spec;
    private final RowGroups groups;
    private final LazyKernel kernel;

    DrawPlan(GpuCore core, DrawSpec spec) {
        super(core, "draw", 3, 1);
        this.spec = spec;
        groups = RowGroups.of(core.traits(), spec.width());
        DType[] types = {spec.input()};
        kernel = core.kernel(KernelKey.of(
                "draw",
                "draw",
                Types.definitions(
                        TYPES,
                        types,
                        Types.areUsual(groups.lanes(), types),
                        "LANES",
                        1,
                        "GROUP_SIZE",
                        groups.groupSize())));
    }

    @Override
    void check(OpTensors tensors) {
        TensorRef x = tensors.input(0);
        int rows = Operands.rows(x);
        Rows.check(core, "x", x, spec.input(), spec.width());
        Rows.check(core, "settings", tensors.input(1), DType.F32, NUMBERS, rows);
        Rows.check(core, "draws", tensors.input(2), DType.I32, NUMBERS, rows);
        Rows.check(core, "index", tensors.output(0), DType.I32, 1, rows);
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef x = tensors.input(0);
        Launch launch = sink.start(kernel);
        Rows.add(core, launch, x);
        Rows.add(core, launch, tensors.input(1));
        Rows.add(core, launch, tensors.input(2));
        Rows.add(core, launch, tensors.output(0));
        launch.i32(spec.width()).i32(KernelNumbers.of(spec.input())).shape(Operands.rows(x), groups.groupSize());
        sink.submit(launch);
    }
}

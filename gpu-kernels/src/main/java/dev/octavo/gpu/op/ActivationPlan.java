package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.tensor.DType;

/** Activation functions, with or without a gate. */
final class ActivationPlan extends OpPlan {

    private static final String[] TYPES = {"IN", "OUT"};

    private final ActivationSpec spec;
    private final Tiles tiles;
    private final LazyKernel kernel;

    ActivationPlan(GpuCore core, ActivationSpec spec) {
        super(core, "activation", spec.gated() ? 2 : 1, 1);
        this.spec = spec;
        tiles = Tiles.of(core.traits());
        DType[] types = {spec.input(), spec.output()};
        kernel = core.kernel(KernelKey.of(
                "activation",
                "activation",
                Types.definitions(
                        TYPES,
                        types,
                        Types.areUsual(tiles.lanes(), types),
                        "LANES",
                        tiles.lanes(),
                        "GROUP_SIZE",
                        tiles.groupSize())));
    }

    @Override
    void check(OpTensors tensors) {
        int rows = Operands.rows(tensors.input(0));
        for (int i = 0; i < inputs; i++) {
            Rows.check(core, "input " + i, tensors.input(i), spec.input(), spec.width(), rows);
        }
        Rows.check(core, "out", tensors.output(0), spec.output(), spec.width(), rows);
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef x = tensors.input(0);
        TensorRef value = tensors.input(spec.gated() ? 1 : 0);
        TensorRef out = tensors.output(0);
        Launch launch = sink.start(kernel);
        int rows = Operands.rows(x);
        if (Rows.isFlat(x) && Rows.isFlat(value) && Rows.isFlat(out)) {
            Rows.addFlat(core, launch, x);
            Rows.addFlat(core, launch, value);
            Rows.addFlat(core, launch, out);
            tiles.add(launch, 1, rows * spec.width());
        } else {
            Rows.add(core, launch, x);
            Rows.add(core, launch, value);
            Rows.add(core, launch, out);
            tiles.add(launch, rows, spec.width());
        }
        launch.i32(KernelNumbers.of(spec.function()))
                .i32(spec.gated() ? 1 : 0)
                .i32(KernelNumbers.of(spec.input()))
                .i32(KernelNumbers.of(spec.output()));
        sink.submit(launch);
    }
}

package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.tensor.DType;

/** Sums, differences and products. */
final class ElementwisePlan extends OpPlan {

    private static final String[] TYPES = {"LEFT", "RIGHT", "OUT"};

    private final ElementwiseSpec spec;
    private final Tiles tiles;
    private final LazyKernel kernel;

    ElementwisePlan(GpuCore core, ElementwiseSpec spec) {
        super(core, "elementwise", 2, 1);
        this.spec = spec;
        tiles = Tiles.of(core.traits());
        DType[] types = {spec.left(), spec.right(), spec.output()};
        kernel = core.kernel(KernelKey.of(
                "elementwise",
                "elementwise",
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
        Rows.check(core, "first input", tensors.input(0), spec.left(), spec.width(), rows);
        Rows.check(core, "second input", tensors.input(1), spec.right(), spec.width(), spec.broadcast() ? 1 : rows);
        Rows.check(core, "out", tensors.output(0), spec.output(), spec.width(), rows);
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef a = tensors.input(0);
        TensorRef b = tensors.input(1);
        TensorRef out = tensors.output(0);
        Launch launch = sink.start(kernel);
        int rows = Operands.rows(a);
        if (!spec.broadcast() && Rows.isFlat(a) && Rows.isFlat(b) && Rows.isFlat(out)) {
            Rows.addFlat(core, launch, a);
            Rows.addFlat(core, launch, b);
            Rows.addFlat(core, launch, out);
            tiles.add(launch, 1, rows * spec.width());
        } else {
            Rows.add(core, launch, a);
            Rows.add(core, launch, b);
            Rows.add(core, launch, out);
            tiles.add(launch, rows, spec.width());
        }
        launch.i32(KernelNumbers.of(spec.operation()))
                .i32(spec.broadcast() ? 1 : 0)
                .i32(KernelNumbers.of(spec.left()))
                .i32(KernelNumbers.of(spec.right()))
                .i32(KernelNumbers.of(spec.output()));
        sink.submit(launch);
    }
}

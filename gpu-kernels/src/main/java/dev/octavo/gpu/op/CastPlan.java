package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.tensor.DType;

/** Conversions between any two types. */
final class CastPlan extends OpPlan {

    private static final String[] TYPES = {"IN", "OUT"};

    private final CastSpec spec;
    private final Tiles tiles;
    private final LazyKernel kernel;

    CastPlan(GpuCore core, CastSpec spec) {
        super(core, "cast", 1, 1);
        this.spec = spec;
        tiles = Tiles.of(core.traits());
        kernel = core.kernel(key());
    }

    private KernelKey key() {
        if (Types.isUsual(spec.input()) && Types.isUsual(spec.output())) {
            DType[] types = {spec.input(), spec.output()};
            return KernelKey.of(
                    "cast",
                    "cast",
                    Types.definitions(
                            TYPES,
                            types,
                            Types.areUsual(tiles.lanes(), types),
                            "LANES",
                            tiles.lanes(),
                            "GROUP_SIZE",
                            tiles.groupSize()));
        }
        return KernelKey.of("convert", "convert", "LANES", 1, "GROUP_SIZE", tiles.groupSize());
    }

    @Override
    void check(OpTensors tensors) {
        TensorRef x = tensors.input(0);
        Rows.check(core, "x", x, spec.input(), spec.width());
        Rows.check(core, "out", tensors.output(0), spec.output(), spec.width(), Operands.rows(x));
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef x = tensors.input(0);
        TensorRef out = tensors.output(0);
        Launch launch = sink.start(kernel);
        int rows = Operands.rows(x);
        if (Rows.isFlat(x) && Rows.isFlat(out)) {
            Rows.addFlat(core, launch, x);
            Rows.addFlat(core, launch, out);
            tiles.add(launch, 1, rows * spec.width());
        } else {
            Rows.add(core, launch, x);
            Rows.add(core, launch, out);
            tiles.add(launch, rows, spec.width());
        }
        launch.i32(KernelNumbers.of(spec.input())).i32(KernelNumbers.of(spec.output()));
        sink.submit(launch);
    }
}

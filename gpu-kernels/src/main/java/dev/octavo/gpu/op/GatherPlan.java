package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.tensor.DType;

/** Picks rows of a table. */
final class GatherPlan extends OpPlan {

    private static final String[] TYPES = {"IN", "OUT"};

    private final GatherSpec spec;
    private final Tiles tiles;
    private final LazyKernel kernel;

    GatherPlan(GpuCore core, GatherSpec spec) {
        super(core, "gather", 2, 1);
        this.spec = spec;
        tiles = Tiles.of(core.traits());
        DType[] types = {spec.table(), spec.output()};
        kernel = core.kernel(KernelKey.of(
                "gather",
                "gather",
                Types.definitions(
                        TYPES,
                        types,
                        tiles.lanes() == 1 && Types.isUsual(spec.table()) && Types.isUsual(spec.output()),
                        "LANES",
                        tiles.lanes(),
                        "GROUP_SIZE",
                        tiles.groupSize())));
    }

    @Override
    void check(OpTensors tensors) {
        TensorRef ids = tensors.input(1);
        Rows.check(core, "table", tensors.input(0), spec.table(), spec.width());
        int count = ids.layout().columns();
        Rows.check(core, "ids", ids, DType.I32, count, 1);
        Rows.check(core, "out", tensors.output(0), spec.output(), spec.width(), count);
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef table = tensors.input(0);
        TensorRef ids = tensors.input(1);
        Launch launch = sink.start(kernel);
        Rows.add(core, launch, table).i32(Operands.rows(table));
        Operands.memory(core, launch, ids);
        Rows.add(core, launch, tensors.output(0));
        tiles.add(launch, ids.layout().columns(), spec.width());
        launch.f32(spec.scale()).i32(KernelNumbers.of(spec.table())).i32(KernelNumbers.of(spec.output()));
        sink.submit(launch);
    }
}

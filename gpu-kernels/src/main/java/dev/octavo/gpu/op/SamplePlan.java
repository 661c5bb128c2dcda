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

/** A column of each row by chance. */
final class SamplePlan extends OpPlan {

    private static final String[] TYPES = {"IN"};

    /** Pieces of a row that the kernel has room for. */
    private static final int MOST_PIECES = 256;

    /** Columns of a piece are a multiple of it. */
    private static final int UNIT = 128;

    private final SelectSpec spec;
    private final RowGroups groups;
    private final int pieceWidth;
    private final LazyKernel kernel;

    SamplePlan(GpuCore core, SelectSpec spec) {
        super(core, "sample", 2, 1);
        this.spec = spec;
        groups = RowGroups.of(core.traits(), spec.width());
        pieceWidth = UNIT * Math.ceilDiv(spec.width(), UNIT * MOST_PIECES);
        DType[] types = {spec.input()};
        kernel = core.kernel(KernelKey.of(
                "sample",
                "sample",
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
        Rows.check(core, "uniform numbers", tensors.input(1), DType.F32, rows, 1);
        Rows.check(core, "indices", tensors.output(0), DType.I32, 1, rows);
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        TensorRef x = tensors.input(0);
        Launch launch = sink.start(kernel);
        Rows.add(core, launch, x);
        Operands.memory(core, launch, tensors.input(1));
        Rows.add(core, launch, tensors.output(0));
        launch.i32(spec.width())
                .i32(pieceWidth)
                .i32(KernelNumbers.of(spec.input()))
                .shape(Operands.rows(x), groups.groupSize());
        sink.submit(launch);
    }
}

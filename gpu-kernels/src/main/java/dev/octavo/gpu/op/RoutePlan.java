package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.tensor.DType;

/** Chooses experts, then sorts the rows by expert. */
final class RoutePlan extends OpPlan {

    /** Experts that the kernel has room for. */
    static final int MOST_EXPERTS = 1024;

    private static final String[] TYPES = {"IN"};
    private static final int SORT_GROUP = 256;

    private final ExpertRouteSpec spec;
    private final int groupSize;
    private final int sortSize;
    private final boolean serial;
    private final LazyKernel choose;
    private final LazyKernel sort;

    RoutePlan(GpuCore core, ExpertRouteSpec spec) {
        super(core, "expert route", spec.correctionBias() ? 2 : 1, 4);
        this.spec = spec;
        serial = core.traits().vectors();
        int most = Integer.highestOneBit(core.traits().maxGroupSize());
        groupSize = serial ? 1 : Math.min(most, spec.experts() > 128 ? 256 : 64);
        sortSize = serial ? 1 : Math.min(most, SORT_GROUP);
        DType[] types = {spec.input()};
        choose = core.kernel(KernelKey.of(
                "route",
                "route",
                Types.definitions(
                        TYPES,
                        types,
                        Types.areUsual(serial ? RowGroups.VECTOR : 1, types),
                        "LANES",
                        1,
                        "GROUP_SIZE",
                        groupSize)));
        String entry = serial ? "sort_rows_serially" : "sort_rows";
        sort = core.kernel(KernelKey.of("sort_rows", entry, "GROUP_SIZE", sortSize));
    }

    @Override
    void check(OpTensors tensors) {
        TensorRef logits = tensors.input(0);
        int tokens = Operands.rows(logits);
        Rows.check(core, "logits", logits, spec.input(), spec.experts());
        if (spec.correctionBias()) {
            Rows.check(core, "bias", tensors.input(1), DType.F32, spec.experts(), 1);
        }
        Rows.check(core, "experts", tensors.output(0), DType.I32, spec.topK(), tokens);
        Rows.check(core, "weights", tensors.output(1), DType.F32, spec.topK(), tokens);
        Rows.check(core, "offsets", tensors.output(2), DType.I32, spec.experts() + 1, 1);
        Rows.check(core, "rows", tensors.output(3), DType.I32, tokens * spec.topK(), 1);
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        int tokens = Operands.rows(tensors.input(0));
        if (tokens > 0) {
            choose(sink, tensors, tokens);
            sort(sink, tensors, tokens);
        }
    }

    private void choose(GpuSink sink, OpTensors tensors, int tokens) {
        TensorRef logits = tensors.input(0);
        Launch launch = sink.start(choose);
        Rows.add(core, launch, logits);
        Operands.memory(core, launch, spec.correctionBias() ? tensors.input(1) : logits);
        Rows.add(core, launch, tensors.output(0));
        Rows.add(core, launch, tensors.output(1));
        launch.i32(spec.experts())
                .i32(spec.topK())
                .i32(KernelNumbers.of(spec.scoring()))
                .i32(spec.correctionBias() ? 1 : 0)
                .i32(spec.renormalize() ? 1 : 0)
                .i32(spec.groups())
                .i32(spec.topGroups())
                .f32(spec.scale())
                .i32(KernelNumbers.of(spec.input()))
                .shape(tokens, groupSize);
        sink.submit(launch);
    }

    private void sort(GpuSink sink, OpTensors tensors, int tokens) {
        Launch launch = sink.start(sort);
        Rows.add(core, launch, tensors.output(0));
        Operands.memory(core, launch, tensors.output(2));
        Operands.memory(core, launch, tensors.output(3));
        launch.i32(tokens).i32(spec.experts()).i32(spec.topK()).shape(serial ? 1 : spec.experts(), sortSize);
        sink.submit(launch);
    }
}

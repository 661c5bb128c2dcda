package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.tensor.DType;

/** Rotates queries and keys in place, two tensors with each launch. A token whose position is outside the tables is left as it is. */
final class RopePlan extends OpPlan {

    private static final int MAX_TENSORS = 8;
    private static final String[] TYPES = {"TYPE"};
    private static final int GROUP = 256;
    private static final int ELEMENTS_PER_THREAD = 1 << 12;

    private final RopeSpec spec;
    private final int half;
    private final boolean vectors;
    private final int groupSize;
    private final LazyKernel kernel;

    RopePlan(GpuCore core, RopeSpec spec) {
        super(core, "rope", 3, -1);
        this.spec = spec;
        half = spec.rotaryDim() / 2;
        vectors = core.traits().vectors();
        groupSize = vectors
                ? 1
                : Math.min(GROUP, Integer.highestOneBit(core.traits().maxGroupSize()));
        boolean halves = spec.pairing() == RopeSpec.Pairing.HALVES;
        DType[] types = {spec.type()};
        Object[] definitions = Types.definitions(
                TYPES,
                types,
                Types.areUsual(vectors ? RowGroups.VECTOR : 1, types),
                "NEIGHBOURS",
                halves ? 0 : 1,
                "LANES",
                vectors && halves ? RowGroups.VECTOR : 1,
                "GROUP_SIZE",
                groupSize);
        kernel = core.kernel(KernelKey.of("rope", "rope", definitions));
    }

    @Override
    void check(OpTensors tensors) {
        int tokens = tensors.input(0).layout().columns();
        Rows.check(core, "positions", tensors.input(0), DType.I32, tokens, 1);
        Rows.check(core, "cos", tensors.input(1), DType.F32, half);
        Rows.check(core, "sin", tensors.input(2), DType.F32, half, Operands.rows(tensors.input(1)));
        if (tensors.outputs() > MAX_TENSORS) {
            throw new IllegalArgumentException("a rotation has at most " + MAX_TENSORS + " outputs, not "
                    + tensors.outputs() + "; enqueue it twice");
        }
        for (int i = 0; i < tensors.outputs(); i++) {
            TensorRef x = tensors.output(i);
            Rows.check(core, "rotated tensor", x, spec.type(), spec.headDim());
            if (x.layout().batch() != tokens) {
                throw new IllegalArgumentException(
                        "tensor " + i + " has " + x.layout().batch() + " tokens, there are " + tokens + " positions");
            }
        }
    }

    @Override
    void launch(GpuSink sink, OpTensors tensors) {
        for (int i = 0; i < tensors.outputs(); i += 2) {
            TensorRef a = tensors.output(i);
            boolean pair = i + 1 < tensors.outputs();
            launch(sink, tensors, a, pair ? tensors.output(i + 1) : a, pair);
        }
    }

    private void launch(GpuSink sink, OpTensors tensors, TensorRef a, TensorRef b, boolean pair) {
        TensorRef cos = tensors.input(1);
        int tokens = a.layout().batch();
        int heads = a.layout().rows() + (pair ? b.layout().rows() : 0);
        int perToken = Math.max(1, heads * spec.rotaryDim());
        int tokensPerGroup = vectors ? Math.max(1, ELEMENTS_PER_THREAD / perToken) : 1;
        Launch launch = sink.start(kernel);
        Operands.memory(core, launch, tensors.input(0));
        Rows.add(core, launch, cos);
        Rows.add(core, launch, tensors.input(2)).i32(Operands.rows(cos));
        Operands.strided(core, launch, a).i32(a.layout().rows());
        Operands.strided(core, launch, b).i32(pair ? b.layout().rows() : 0);
        launch.i32(tokens)
                .i32(tokensPerGroup)
                .i32(half)
                .i32(KernelNumbers.of(spec.type()))
                .shape(Math.ceilDiv(tokens, tokensPerGroup), groupSize);
        sink.submit(launch);
    }
}

package dev.octavo.conformance.check;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.Arrays;
import java.util.Set;

/** What no backend may refuse: enough to run a plain decoder with f32 activations, so that saying no to everything cannot pass. */
final class Core {

    private static final Set<DType> WEIGHTS = Set.of(DType.F32, DType.F16, DType.BF16);

    private Core() {}

    static boolean includes(Operator operator) {
        return switch (operator) {
            case Operator.Product(GemmSpec spec) ->
                spec.weights().format() instanceof WeightFormat.Dense(DType type)
                        && WEIGHTS.contains(type)
                        && spec.weights().experts() == 1
                        && spec.epilogue().isEmpty()
                        && onlyF32(spec.activation(), spec.output());
            case Operator.Attending(AttentionSpec spec) ->
                plain(spec.cache())
                        && spec.mask().equals(new AttentionMask.Causal())
                        && spec.softCap() == 0
                        && !spec.sinks()
                        && !spec.alibi()
                        && onlyF32(spec.query(), spec.output());
            case Operator.Caching(KvCacheSpec spec) -> plain(spec.layout());
            case Operator.Other(TensorOpSpec spec) -> includes(spec);
        };
    }

    private static boolean includes(TensorOpSpec spec) {
        return switch (spec) {
            case GatherSpec gather -> WEIGHTS.contains(gather.table()) && onlyF32(gather.output());
            case RmsNormSpec norm -> onlyF32(norm.input(), norm.output()) && WEIGHTS.contains(norm.weight());
            case RopeSpec rope -> onlyF32(rope.type());
            case ActivationSpec activation ->
                activation.function() == ActivationFunction.SILU && onlyF32(activation.input(), activation.output());
            case ElementwiseSpec elementwise -> onlyF32(elementwise.left(), elementwise.right(), elementwise.output());
            case SelectSpec select -> select.method() == SelectSpec.Method.ARGMAX && onlyF32(select.input());
            default -> false;
        };
    }

    /** Heads of 64 or 128 numbers in f16, the cache that every server has. */
    private static boolean plain(KvLayout layout) {
        boolean usual = layout.keyDim() == 64 || layout.keyDim() == 128;
        return usual && layout.valueDim() == layout.keyDim() && !layout.valueInKey() && layout.type() == DType.F16;
    }

    private static boolean onlyF32(DType... types) {
        return Arrays.stream(types).allMatch(type -> type == DType.F32);
    }
}

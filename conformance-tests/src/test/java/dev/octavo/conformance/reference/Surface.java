package dev.octavo.conformance.reference;

import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.DrawSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import java.util.List;
import java.util.function.Consumer;

/** Where results come out: an operator family, and the cases that look at it. */
enum Surface {
    GEMM("gemm"),
    ATTENTION("attention"),
    RMS_NORM("rmsnorm"),
    LAYER_NORM("layernorm"),
    ROPE("rope"),
    ACTIVATION("activation"),
    ELEMENTWISE("elementwise"),
    CAST("cast"),
    GATHER("gather"),
    SOFTMAX("softmax"),
    SELECT("select"),
    DRAW("draw"),
    ROUTE("route"),
    CHAIN("chain");

    private final String family;

    Surface(String family) {
        this.family = family;
    }

    String family() {
        return family;
    }

    private static Surface of(TensorOpSpec spec) {
        return switch (spec) {
            case GatherSpec s -> GATHER;
            case RmsNormSpec s -> RMS_NORM;
            case LayerNormSpec s -> LAYER_NORM;
            case RopeSpec s -> ROPE;
            case ActivationSpec s -> ACTIVATION;
            case ElementwiseSpec s -> ELEMENTWISE;
            case CastSpec s -> CAST;
            case SoftmaxSpec s -> SOFTMAX;
            case SelectSpec s -> SELECT;
            case DrawSpec s -> DRAW;
            case ExpertRouteSpec s -> ROUTE;
            case ChainSpec s -> CHAIN;
        };
    }

    /** A backend whose results here are spoilt. */
    Mutant spoilt(String id, String what, Fault fault) {
        return new Mutant(family + "-" + id, List.of(family), what, right -> switch (this) {
            case GEMM ->
                WrappedFamilies.gemm(
                        right,
                        spec -> new TapPlan<>(
                                right, right.gemm().prepare(spec), args -> List.of(args.a()), Surface::outputs, fault));
            case ATTENTION ->
                WrappedFamilies.attention(
                        right,
                        spec -> new TapPlan<>(
                                right,
                                right.attention().prepare(spec),
                                Surface::inputs,
                                args -> List.of(args.out()),
                                fault));
            default ->
                WrappedFamilies.ops(
                        right,
                        spec -> of(spec) != this
                                ? right.ops().prepare(spec)
                                : new TapPlan<>(
                                        right,
                                        right.ops().prepare(spec),
                                        TensorOpArgs::inputs,
                                        TensorOpArgs::outputs,
                                        fault));
        });
    }

    /** A backend that does something to its tensors before it computes; args of products are seen as inputs and outputs. */
    Mutant begun(String id, String what, Consumer<TensorOpArgs> before) {
        return new Mutant(family + "-" + id, List.of(family), what, right -> switch (this) {
            case GEMM ->
                WrappedFamilies.gemm(
                        right,
                        spec -> new BegunPlan<>(
                                right,
                                right.gemm().prepare(spec),
                                args -> new TensorOpArgs(args.operands(), List.of(args.out())),
                                before));
            default ->
                WrappedFamilies.ops(
                        right,
                        spec -> of(spec) != this
                                ? right.ops().prepare(spec)
                                : new BegunPlan<>(right, right.ops().prepare(spec), args -> args, before));
        });
    }

    private static List<TensorRef> outputs(GemmArgs args) {
        return List.of(args.out());
    }

    private static List<TensorRef> inputs(AttentionArgs args) {
        return List.of(args.query(), args.queryStart(), args.sequenceLengths(), args.blockTable());
    }
}

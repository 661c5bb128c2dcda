package dev.octavo.gpu.op;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.DrawSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;
import java.util.Optional;

/** All operators that are neither matrix products nor attention. */
public final class GpuTensorOps implements TensorOps {

    private final GpuCore core;

    /** @param core of the backend */
    public GpuTensorOps(GpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(TensorOpSpec spec) {
        core.checkOpen();
        return refusal(spec)
                .<Support>map(Support.Unsupported::new)
                .orElseGet(() -> new Support.Native(core.traits().vectors() ? "vector kernels" : "f32 kernels"));
    }

    private Optional<String> refusal(TensorOpSpec spec) {
        return OpRefusals.of(spec).map(reason -> core.id() + ": " + reason);
    }

    @Override
    public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
        core.checkOpen();
        refusal(spec).ifPresent(reason -> {
            throw new UnsupportedSpecException(reason);
        });
        return plan(spec);
    }

    private OpPlan plan(TensorOpSpec spec) {
        return switch (spec) {
            case GatherSpec s -> new GatherPlan(core, s);
            case RmsNormSpec s -> new NormPlan(core, NormShape.of(s));
            case LayerNormSpec s -> new NormPlan(core, NormShape.of(s));
            case RopeSpec s -> new RopePlan(core, s);
            case ActivationSpec s -> new ActivationPlan(core, s);
            case ElementwiseSpec s -> new ElementwisePlan(core, s);
            case CastSpec s -> new CastPlan(core, s);
            case SoftmaxSpec s -> new SoftmaxPlan(core, s);
            case SelectSpec s -> select(s);
            case DrawSpec s -> new DrawPlan(core, s);
            case ExpertRouteSpec s -> new RoutePlan(core, s);
            case ChainSpec s ->
                new ChainPlan(core, s.steps().stream().map(this::plan).toList());
            default -> throw new UnsupportedSpecException(core.id() + ": unknown operator " + spec);
        };
    }

    private OpPlan select(SelectSpec spec) {
        return switch (spec.method()) {
            case ARGMAX -> new ArgmaxPlan(core, spec);
            case TOP_K -> new TopKPlan(core, spec);
            case SAMPLE -> new SamplePlan(core, spec);
        };
    }
}

package dev.octavo.backend.cpu;

import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ChainSpec;
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
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything but matrix products and attention. */
final class CpuTensorOps implements TensorOps {

    private final CpuCore core;

    CpuTensorOps(CpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(TensorOpSpec spec) {
        core.checkOpen();
        return refusal(spec)
                .<Support>map(Support.Unsupported::new)
                .orElseGet(() -> new Support.Native("f32 rows, " + Lanes.L + " lanes"));
    }

    private static Optional<String> refusal(TensorOpSpec spec) {
        for (DType type : types(spec)) {
            if (!ConvertKernels.handles(type)) {
                return Optional.of("cpu: " + spec.getClass().getSimpleName() + " takes f32, f16 and bf16, not " + type);
            }
        }
        return switch (spec) {
            case ChainSpec chain -> refusal(chain);
            case SelectSpec select
            when select.count() < 1 || select.count() > select.width() ->
                Optional.of("cpu: cannot select " + select.count() + " of " + select.width() + " columns");
            case SelectSpec select
            when select.method() != SelectSpec.Method.TOP_K && select.count() != 1 ->
                Optional.of("cpu: " + select.method() + " selects one column, not " + select.count());
            case ExpertRouteSpec route -> refusal(route);
            case GatherSpec known -> Optional.empty();
            case RmsNormSpec known -> Optional.empty();
            case LayerNormSpec known -> Optional.empty();
            case RopeSpec known -> Optional.empty();
            case ActivationSpec known -> Optional.empty();
            case ElementwiseSpec known -> Optional.empty();
            case CastSpec known -> Optional.empty();
            case SoftmaxSpec known -> Optional.empty();
            case SelectSpec known -> Optional.empty();
            default -> Optional.of("cpu: unknown operator " + spec.getClass().getSimpleName());
        };
    }

    private static Optional<String> refusal(ChainSpec chain) {
        long open = chain.steps().stream().filter(RopeSpec.class::isInstance).count();
        if (open > 1) {
            return Optional.of("cpu: a chain has at most one rope, because the number of its outputs is open");
        }
        return chain.steps().stream().flatMap(step -> refusal(step).stream()).findFirst();
    }

    private static Optional<String> refusal(ExpertRouteSpec route) {
        boolean sound = route.groups() >= 1
                && route.experts() % route.groups() == 0
                && route.topGroups() >= 1
                && route.topGroups() <= route.groups()
                && route.topK() >= 1
                && route.topK() <= openExperts(route);
        return sound ? Optional.empty() : Optional.of("cpu: cannot route like this: " + route);
    }

    private static int openExperts(ExpertRouteSpec route) {
        return route.groups() == 1 ? route.experts() : route.experts() / route.groups() * route.topGroups();
    }

    private static List<DType> types(TensorOpSpec spec) {
        return switch (spec) {
            case GatherSpec s -> List.of(s.table(), s.output());
            case RmsNormSpec s -> List.of(s.input(), s.weight(), s.output());
            case LayerNormSpec s -> List.of(s.input(), s.weight(), s.output());
            case RopeSpec s -> List.of(s.type());
            case ActivationSpec s -> List.of(s.input(), s.output());
            case ElementwiseSpec s -> List.of(s.left(), s.right(), s.output());
            case CastSpec s -> List.of(s.input(), s.output());
            case SoftmaxSpec s -> List.of(s.input());
            case SelectSpec s -> List.of(s.input());
            case ExpertRouteSpec s -> List.of(s.input());
            default -> List.of();
        };
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
            case RmsNormSpec s -> new NormPlan(core, s);
            case LayerNormSpec s -> new NormPlan(core, s);
            case RopeSpec s -> new RopePlan(core, s);
            case ActivationSpec s -> new PointwisePlan(core, s);
            case ElementwiseSpec s -> new PointwisePlan(core, s);
            case CastSpec s -> new PointwisePlan(core, s);
            case SoftmaxSpec s -> new SoftmaxPlan(core, s);
            case SelectSpec s -> new SelectPlan(core, s);
            case ExpertRouteSpec s -> new ExpertRoutePlan(core, s);
            case ChainSpec s -> chain(s);
            default -> throw new UnsupportedSpecException("cpu: unknown operator " + spec);
        };
    }

    private ChainPlan chain(ChainSpec spec) {
        List<OpPlan> steps = new ArrayList<>();
        for (TensorOpSpec step : spec.steps()) {
            steps.add(plan(step));
        }
        return new ChainPlan(core, steps);
    }
}

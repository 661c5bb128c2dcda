package dev.octavo.gpu.op;

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
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import java.util.List;
import java.util.Optional;

/** Specs that there are no kernels for. */
final class OpRefusals {

    private OpRefusals() {}

    /** Why a spec is refused. */
    static Optional<String> of(TensorOpSpec spec) {
        for (DType type : types(spec)) {
            if (!type.isFloating()) {
                return Optional.of(spec.getClass().getSimpleName() + " takes floating-point types, not " + type);
            }
        }
        return switch (spec) {
            case ChainSpec chain -> of(chain);
            case SelectSpec select -> of(select);
            case ExpertRouteSpec route -> of(route);
            case DrawSpec draw -> of(draw);
            case GatherSpec gather -> of(gather);
            case RmsNormSpec known -> Optional.empty();
            case LayerNormSpec known -> Optional.empty();
            case RopeSpec known -> Optional.empty();
            case ActivationSpec known -> Optional.empty();
            case ElementwiseSpec known -> Optional.empty();
            case CastSpec known -> Optional.empty();
            case SoftmaxSpec known -> Optional.empty();
            default -> Optional.of("unknown operator " + spec.getClass().getSimpleName());
        };
    }

    private static Optional<String> of(ChainSpec chain) {
        long open = chain.steps().stream().filter(RopeSpec.class::isInstance).count();
        if (open > 1) {
            return Optional.of("a chain has at most one rope, because the number of its outputs is open");
        }
        return chain.steps().stream().flatMap(step -> of(step).stream()).findFirst();
    }

    private static Optional<String> of(SelectSpec select) {
        if (select.count() < 1 || select.count() > select.width()) {
            return Optional.of("cannot select " + select.count() + " of " + select.width() + " columns");
        }
        if (select.method() != SelectSpec.Method.TOP_K && select.count() != 1) {
            return Optional.of(select.method() + " selects one column, not " + select.count());
        }
        return Optional.empty();
    }

    private static Optional<String> of(DrawSpec draw) {
        return draw.width() >= 1 && draw.width() <= DrawPlan.MOST_COLUMNS
                ? Optional.empty()
                : Optional.of("draws from 1 to " + DrawPlan.MOST_COLUMNS + " columns, not " + draw.width());
    }

    private static Optional<String> of(GatherSpec gather) {
        boolean scaled = gather.scale() != 1f;
        boolean floating = gather.table().isFloating() && gather.output().isFloating();
        return scaled && !floating
                ? Optional.of("a gather that scales takes floating-point types, not " + gather.table() + " and "
                        + gather.output())
                : Optional.empty();
    }

    private static Optional<String> of(ExpertRouteSpec route) {
        boolean sound = route.groups() >= 1
                && route.experts() % route.groups() == 0
                && route.topGroups() >= 1
                && route.topGroups() <= route.groups()
                && route.topK() >= 1
                && route.topK() <= openExperts(route);
        if (!sound) {
            return Optional.of("cannot route like this: " + route);
        }
        return route.experts() <= RoutePlan.MOST_EXPERTS
                ? Optional.empty()
                : Optional.of("routes among " + RoutePlan.MOST_EXPERTS + " experts at most, not " + route.experts());
    }

    private static int openExperts(ExpertRouteSpec route) {
        return route.groups() == 1 ? route.experts() : route.experts() / route.groups() * route.topGroups();
    }

    /** Types that have to be floating-point ones. */
    private static List<DType> types(TensorOpSpec spec) {
        return switch (spec) {
            case RmsNormSpec s -> List.of(s.input(), s.weight(), s.output());
            case LayerNormSpec s -> List.of(s.input(), s.weight(), s.output());
            case RopeSpec s -> List.of(s.type());
            case ActivationSpec s -> List.of(s.input(), s.output());
            case ElementwiseSpec s -> List.of(s.left(), s.right(), s.output());
            case SoftmaxSpec s -> List.of(s.input());
            case SelectSpec s -> List.of(s.input());
            case DrawSpec s -> List.of(s.input());
            case ExpertRouteSpec s -> List.of(s.input());
            default -> List.of();
        };
    }
}

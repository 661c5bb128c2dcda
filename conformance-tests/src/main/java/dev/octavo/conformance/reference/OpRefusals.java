package dev.octavo.conformance.reference;

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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Specs that mean nothing, and so are refused. */
final class OpRefusals {

    private OpRefusals() {}

    /** Why a spec is refused, or null. */
    static @Nullable String refusal(TensorOpSpec spec) {
        return switch (spec) {
            case GatherSpec gather -> gather.scale() == 1 ? null : floating(spec, gather.table(), gather.output());
            case RmsNormSpec norm -> floating(spec, norm.input(), norm.weight(), norm.output());
            case LayerNormSpec norm -> floating(spec, norm.input(), norm.weight(), norm.output());
            case RopeSpec rope -> floating(spec, rope.type());
            case ActivationSpec activation -> floating(spec, activation.input(), activation.output());
            case ElementwiseSpec elementwise ->
                floating(spec, elementwise.left(), elementwise.right(), elementwise.output());
            case CastSpec cast -> null;
            case SoftmaxSpec softmax -> floating(spec, softmax.input());
            case SelectSpec select -> select(select);
            case DrawSpec draw -> floating(spec, draw.input());
            case ExpertRouteSpec route -> route(route);
            case ChainSpec chain -> chain(chain);
        };
    }

    private static @Nullable String floating(TensorOpSpec spec, DType... types) {
        for (DType type : types) {
            if (!type.isFloating()) {
                return spec.getClass().getSimpleName() + " needs floating-point types, not " + type;
            }
        }
        return null;
    }

    private static @Nullable String select(SelectSpec select) {
        boolean topK = select.method() == SelectSpec.Method.TOP_K;
        if (select.count() < 1 || select.count() > (topK ? select.width() : 1)) {
            return select.method() + " of " + select.width() + " columns cannot pick " + select.count();
        }
        return floating(select, select.input());
    }

    private static @Nullable String route(ExpertRouteSpec route) {
        boolean grouped = route.groups() >= 1 && route.experts() % route.groups() == 0;
        if (!grouped || route.topGroups() < 1 || route.topGroups() > route.groups()) {
            return route.topGroups() + " of " + route.groups() + " groups of " + route.experts()
                    + " experts cannot be chosen";
        }
        int choosable = route.groups() == 1 ? route.experts() : route.experts() / route.groups() * route.topGroups();
        if (route.topK() < 1 || route.topK() > choosable) {
            return route.topK() + " experts cannot be chosen among " + choosable;
        }
        return floating(route, route.input());
    }

    private static @Nullable String chain(ChainSpec chain) {
        if (chain.steps().stream().filter(RopeSpec.class::isInstance).count() > 1) {
            return "a chain with two rotations does not say which outputs belong to which";
        }
        return chain.steps().stream()
                .map(OpRefusals::refusal)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}

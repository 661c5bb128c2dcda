package dev.octavo.conformance.check;

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
import java.util.Locale;
import java.util.stream.Stream;

/** Names of the element types and weight formats that operators are about. */
final class CaseTypes {

    private CaseTypes() {}

    /** Types of an operator, the one that kernels differ by most first. */
    static Stream<String> of(Operator operator) {
        return switch (operator) {
            case Operator.Product(var spec) ->
                Stream.concat(Stream.of(spec.weights().format().toString()), names(spec.activation(), spec.output()));
            case Operator.Attending(var spec) -> names(spec.cache().type(), spec.query(), spec.output());
            case Operator.Caching(var spec) -> names(spec.layout().type());
            case Operator.Other(var spec) -> of(spec);
        };
    }

    private static Stream<String> of(TensorOpSpec spec) {
        return switch (spec) {
            case GatherSpec s -> names(s.table(), s.output());
            case RmsNormSpec s -> names(s.input(), s.weight(), s.output());
            case LayerNormSpec s -> names(s.input(), s.weight(), s.output());
            case RopeSpec s -> names(s.type());
            case ActivationSpec s -> names(s.input(), s.output());
            case ElementwiseSpec s -> names(s.left(), s.right(), s.output());
            case CastSpec s -> names(s.input(), s.output());
            case SoftmaxSpec s -> names(s.input());
            case SelectSpec s -> names(s.input());
            case DrawSpec s -> names(s.input());
            case ExpertRouteSpec s -> names(s.input());
            case ChainSpec(List<TensorOpSpec> steps) -> steps.stream().flatMap(CaseTypes::of);
        };
    }

    private static Stream<String> names(DType... types) {
        return Stream.of(types).map(type -> type.name().toLowerCase(Locale.ROOT));
    }
}

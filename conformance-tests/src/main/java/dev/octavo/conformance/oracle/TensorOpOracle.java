package dev.octavo.conformance.oracle;

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
import java.util.List;

/** Any single operator of {@link TensorOpSpec}. */
public final class TensorOpOracle {

    private TensorOpOracle() {}

    /**
     * Runs one operator.
     *
     * @param inputs the inputs in the spec's order
     * @param before what the outputs held, for operators that update them; others do not look
     * @return the outputs in the spec's order; rounded only where the spec says that rounding is part of the meaning
     * @throws IllegalArgumentException for a chain, whose steps the caller runs one by one
     */
    public static List<Tensor> run(TensorOpSpec spec, List<Tensor> inputs, List<Tensor> before) {
        return switch (spec) {
            case GatherSpec gather ->
                List.of(PointwiseOracle.gather(
                        gather, inputs.get(0), inputs.get(1).integers()));
            case RmsNormSpec norm -> rmsNorm(norm, inputs, before);
            case LayerNormSpec norm -> layerNorm(norm, inputs, before);
            case RopeSpec rope -> rope(rope, inputs, before);
            case ActivationSpec activation ->
                List.of(
                        activation.gated()
                                ? PointwiseOracle.activate(activation, inputs.get(0), inputs.get(1))
                                : PointwiseOracle.activate(activation, null, inputs.get(0)));
            case ElementwiseSpec elementwise ->
                List.of(PointwiseOracle.combine(elementwise, inputs.get(0), inputs.get(1)));
            case CastSpec cast -> List.of(inputs.get(0));
            case SoftmaxSpec softmax -> List.of(SoftmaxOracle.run(softmax, inputs.get(0)));
            case SelectSpec select ->
                SelectOracle.run(
                        select, inputs.get(0), inputs.size() > 1 ? inputs.get(1).values() : new double[0]);
            case DrawSpec draw ->
                List.of(DrawOracle.run(
                        inputs.get(0), inputs.get(1).values(), inputs.get(2).integers()));
            case ExpertRouteSpec route ->
                new RouteOracle(route)
                        .run(
                                inputs.get(0),
                                route.correctionBias() ? inputs.get(1).values() : null);
            case ChainSpec chain -> throw new IllegalArgumentException("run the steps of " + chain + " one by one");
        };
    }

    private static List<Tensor> rmsNorm(RmsNormSpec norm, List<Tensor> inputs, List<Tensor> before) {
        if (!norm.addResidual()) {
            return List.of(NormOracle.rms(norm, inputs.get(0), inputs.get(1)));
        }
        Tensor residual = NormOracle.addResidual(before.get(1), inputs.get(0), norm.input());
        return List.of(NormOracle.rms(norm, residual, inputs.get(1)), residual);
    }

    private static List<Tensor> layerNorm(LayerNormSpec norm, List<Tensor> inputs, List<Tensor> before) {
        Tensor weight = norm.hasWeight() ? inputs.get(1) : null;
        Tensor bias = norm.hasBias() ? inputs.get(norm.hasWeight() ? 2 : 1) : null;
        if (!norm.addResidual()) {
            return List.of(NormOracle.layer(norm, inputs.get(0), weight, bias));
        }
        Tensor residual = NormOracle.addResidual(before.get(1), inputs.get(0), norm.input());
        return List.of(NormOracle.layer(norm, residual, weight, bias), residual);
    }

    private static List<Tensor> rope(RopeSpec rope, List<Tensor> inputs, List<Tensor> before) {
        int[] positions = inputs.get(0).integers();
        return before.stream()
                .map(x -> RopeOracle.run(rope, x, positions, inputs.get(1), inputs.get(2)))
                .toList();
    }
}

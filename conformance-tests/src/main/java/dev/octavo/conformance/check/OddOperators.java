package dev.octavo.conformance.check;

import dev.octavo.spi.op.ActivationFunction;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Specs of the remaining operators, usual and odd ones. */
final class OddOperators {

    private OddOperators() {}

    static Stream<TensorOpSpec> specs() {
        List<TensorOpSpec> specs = new ArrayList<>();
        for (DType a : DType.values()) {
            for (DType b : DType.values()) {
                specs.add(new CastSpec(9, a, b));
                specs.add(new GatherSpec(9, a, b, 1));
                specs.add(new GatherSpec(9, a, b, 2));
                specs.add(new ActivationSpec(ActivationFunction.SILU, true, 9, a, b));
                specs.add(new ElementwiseSpec(ElementwiseSpec.Operation.MULTIPLY, true, 9, a, b, a));
                specs.add(new RmsNormSpec(9, 1e-5f, 1, true, a, b, a));
                specs.add(new LayerNormSpec(9, 1e-5f, true, false, false, a, a, b));
            }
            specs.add(new RopeSpec(10, 4, RopeSpec.Pairing.NEIGHBOURS, a));
            specs.add(new SoftmaxSpec(9, true, -1, a));
            selections(specs, a);
            draws(specs, a);
            routes(specs, a);
        }
        for (int width : new int[] {1, 2, 8191, 8193}) {
            specs.add(new RmsNormSpec(width, 0, 0, false, DType.F32, DType.F32, DType.F32));
            specs.add(SumFixture.spec(width));
            specs.add(new SoftmaxSpec(width, false, 1, DType.F32));
        }
        for (ActivationFunction function : ActivationFunction.values()) {
            specs.add(new ActivationSpec(function, false, 5, DType.F32, DType.F32));
        }
        chains(specs);
        return specs.stream();
    }

    private static void selections(List<TensorOpSpec> specs, DType type) {
        for (SelectSpec.Method method : SelectSpec.Method.values()) {
            for (int count : new int[] {-1, 0, 1, 2, 9, 10}) {
                specs.add(new SelectSpec(method, 9, count, type));
            }
        }
    }

    private static void draws(List<TensorOpSpec> specs, DType type) {
        specs.add(new DrawSpec(9, type));
    }

    private static void routes(List<TensorOpSpec> specs, DType type) {
        int[][] numbers = {
            {8, 2, 1, 1},
            {8, 0, 1, 1},
            {8, 9, 1, 1},
            {8, 8, 1, 1},
            {9, 2, 2, 1},
            {8, 4, 4, 1},
            {8, 4, 4, 2},
            {8, 2, 4, 5},
            {8, 2, 0, 0},
            {1, 1, 1, 1},
            {256, 8, 8, 4},
            {8, 2, 8, 2}
        };
        for (int[] n : numbers) {
            specs.add(new ExpertRouteSpec(
                    n[0], n[1], ExpertRouteSpec.Scoring.SIGMOID, true, 2.5f, n[2], n[3], true, type));
            specs.add(new ExpertRouteSpec(
                    n[0], n[1], ExpertRouteSpec.Scoring.SOFTMAX, false, 1, n[2], n[3], false, type));
        }
    }

    private static void chains(List<TensorOpSpec> specs) {
        TensorOpSpec sum = SumFixture.spec(9);
        TensorOpSpec rope = new RopeSpec(9, 4, RopeSpec.Pairing.HALVES, DType.F32);
        TensorOpSpec wrong = new SelectSpec(SelectSpec.Method.ARGMAX, 9, 7, DType.F32);
        specs.add(new ChainSpec(List.of(sum, sum)));
        specs.add(new ChainSpec(List.of(sum, rope)));
        specs.add(new ChainSpec(List.of(rope, rope)));
        specs.add(new ChainSpec(List.of(sum, wrong)));
        specs.add(new ChainSpec(List.of(wrong, sum, sum)));
    }
}

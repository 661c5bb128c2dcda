package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.ExpertRouteSpec.Scoring;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Expert routing of several model families. */
final class RouteCases {

    private RouteCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : List.of(F32, BF16)) {
            for (Scoring scoring : Scoring.values()) {
                cases.add(route(new ExpertRouteSpec(8, 2, scoring, true, 1, 1, 1, false, type), 1));
                cases.add(route(new ExpertRouteSpec(60, 4, scoring, false, 1, 1, 1, false, type), 17));
                cases.add(route(new ExpertRouteSpec(32, 4, scoring, true, 1, 1, 1, true, type), 5));
            }
            cases.add(route(new ExpertRouteSpec(64, 6, Scoring.SIGMOID, true, 2.5f, 8, 4, true, type), 9));
            cases.add(route(new ExpertRouteSpec(48, 6, Scoring.SOFTMAX, false, 16, 6, 3, false, type), 9));
        }
        return cases.stream();
    }

    private static KernelCase route(ExpertRouteSpec spec, int tokens) {
        String id = "route[t=" + GemmCase.name(spec.input()) + "," + GemmCase.name(spec.scoring()) + ",experts="
                + spec.experts() + ",k=" + spec.topK() + ",groups=" + spec.topGroups() + "of" + spec.groups()
                + ",renormalize=" + spec.renormalize() + ",scale=" + spec.scale() + ",bias=" + spec.correctionBias()
                + ",tokens=" + tokens + OpCases.layout(false);
        return OpCases.of(id, spec, false, EnumSet.of(Pass.RANDOM), tensors -> {
            List<TestTensor> inputs = new ArrayList<>();
            inputs.add(tensors.input("logits", spec.input(), tokens, spec.experts(), RouteCases::apart));
            if (spec.correctionBias()) {
                inputs.add(tensors.vector("correction bias", F32, spec.experts(), RouteCases::steps));
            }
            return tensors.step(spec, inputs, outputs(tensors, spec, tokens));
        });
    }

    private static List<TestTensor> outputs(OpWorkload.Builder tensors, ExpertRouteSpec spec, int tokens) {
        Numbers none = Numbers.upTo(1);
        return List.of(
                tensors.output("experts", DType.I32, tokens, spec.topK()),
                tensors.output("weights", F32, tokens, spec.topK()),
                tensors.cube("offsets", Role.OUTPUT, DType.I32, 1, 1, spec.experts() + 1, none),
                tensors.cube("rows", Role.OUTPUT, DType.I32, 1, 1, tokens * spec.topK(), none));
    }

    /** Logits of a token lie on a shuffled grid, so that which one is larger never depends on rounding. */
    private static double[] apart(Fill fill, TestTensor tensor) {
        int experts = tensor.layout().columns();
        double[] logits = new double[tensor.size()];
        for (int token = 0; token < tensor.layout().rows(); token++) {
            int[] order = fill.shuffled(experts);
            for (int expert = 0; expert < experts; expert++) {
                logits[token * experts + expert] = (order[expert] - experts / 2) * 0.125;
            }
        }
        return logits;
    }

    /** Biases large enough that they, and not the scores between two of their steps, decide some choices. */
    private static double[] steps(Fill fill, TestTensor tensor) {
        int[] order = fill.shuffled(tensor.size());
        double[] bias = new double[order.length];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = order[i] * 0.0317;
        }
        return bias;
    }
}

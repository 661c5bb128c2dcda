package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.ExpertRouteSpec.Scoring;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
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
            models(cases, type);
            ties(cases, type);
        }
        return cases.stream();
    }

    /** Routers of real models, and what other engines test. */
    private static void models(List<KernelCase> cases, DType type) {
        cases.add(route(new ExpertRouteSpec(160, 6, Scoring.SOFTMAX, false, 16, 8, 3, false, type), 33));
        cases.add(route(new ExpertRouteSpec(256, 8, Scoring.SIGMOID, true, 2.5f, 8, 4, true, type), 17));
        cases.add(route(new ExpertRouteSpec(32, 4, Scoring.SOFTMAX_OF_CHOSEN, false, 1, 1, 1, false, type), 56));
        cases.add(route(new ExpertRouteSpec(128, 8, Scoring.SOFTMAX, true, 1, 1, 1, false, type), 7));
        cases.add(route(new ExpertRouteSpec(384, 8, Scoring.SIGMOID, true, 2.5f, 1, 1, true, type), 3));
        cases.add(route(new ExpertRouteSpec(16, 8, Scoring.SIGMOID, true, 1, 2, 2, true, type), 128));
        cases.add(route(new ExpertRouteSpec(512, 22, Scoring.SIGMOID, false, 1, 1, 1, true, type), 5));
        cases.add(route(new ExpertRouteSpec(6, 3, Scoring.SOFTMAX, true, 1, 1, 1, false, type), 33));
        cases.add(route(new ExpertRouteSpec(1, 1, Scoring.SOFTMAX, true, 1, 1, 1, false, type), 4));
        cases.add(route(new ExpertRouteSpec(5, 5, Scoring.SOFTMAX_OF_CHOSEN, true, 3, 1, 1, false, type), 11));
        cases.add(route(new ExpertRouteSpec(257, 2, Scoring.SIGMOID, false, 1, 1, 1, false, type), 300));
    }

    /** Many equal logits, so that the lower index of experts and of groups decides. */
    private static void ties(List<KernelCase> cases, DType type) {
        for (Scoring scoring : Scoring.values()) {
            cases.add(route(new ExpertRouteSpec(24, 5, scoring, true, 1, 1, 1, false, type), 19, RouteCases::few));
            cases.add(route(new ExpertRouteSpec(32, 6, scoring, false, 2, 8, 3, false, type), 19, RouteCases::few));
            cases.add(route(new ExpertRouteSpec(32, 4, scoring, true, 2, 4, 2, true, type), 19, RouteCases::few));
        }
    }

    private static KernelCase route(ExpertRouteSpec spec, int tokens) {
        return route(spec, tokens, RouteCases::apart);
    }

    private static KernelCase route(ExpertRouteSpec spec, int tokens, Numbers logits) {
        // Without grid steps between them, logits are equal or far apart, and so must biases be.
        boolean ties = spec.experts() % 8 == 0 && tokens == 19;
        String id = "route[t=" + GemmCase.name(spec.input()) + "," + GemmCase.name(spec.scoring()) + ",experts="
                + spec.experts() + ",k=" + spec.topK() + ",groups=" + spec.topGroups() + "of" + spec.groups()
                + ",renormalize=" + spec.renormalize() + ",scale=" + spec.scale() + ",bias=" + spec.correctionBias()
                + ",tokens=" + tokens + (ties ? ",ties" : "") + OpCases.layout(false);
        return OpCases.of(id, spec, false, EnumSet.of(Pass.RANDOM), tensors -> {
            List<TestTensor> inputs = new ArrayList<>();
            inputs.add(tensors.input("logits", spec.input(), tokens, spec.experts(), logits));
            if (spec.correctionBias()) {
                inputs.add(tensors.vector(
                        "correction bias", F32, spec.experts(), ties ? RouteCases::equal : RouteCases::steps));
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

    /** Three different logits. */
    private static double[] few(Fill fill, TestTensor tensor) {
        return Numbers.integers(-1, 2).of(fill, tensor);
    }

    private static double[] equal(Fill fill, TestTensor tensor) {
        double[] bias = new double[tensor.size()];
        Arrays.fill(bias, fill.integer(0, 3) * 0.25);
        return bias;
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

package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.ExpertRouteSpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Choosing experts. */
public final class RouteOracle {

    private final ExpertRouteSpec spec;

    /** An oracle for one spec. */
    public RouteOracle(ExpertRouteSpec spec) {
        this.spec = spec;
    }

    /**
     * Routes.
     *
     * @param logits {@code [tokens, experts]}
     * @param bias {@code [experts]} where the spec has one
     * @return experts, weights, offsets and sorted rows, shaped as the spec says
     */
    public List<Tensor> run(Tensor logits, double @Nullable [] bias) {
        int tokens = logits.rows();
        Tensor chosen = Tensor.zeros(tokens, spec.topK());
        Tensor weights = Tensor.zeros(tokens, spec.topK());
        for (int token = 0; token < tokens; token++) {
            double[] row = Arrays.copyOfRange(logits.values(), token * spec.experts(), (token + 1) * spec.experts());
            int[] experts = choose(row, bias);
            double[] shares = weights(row, experts);
            for (int i = 0; i < spec.topK(); i++) {
                chosen.values()[token * spec.topK() + i] = experts[i];
                weights.values()[token * spec.topK() + i] = shares[i];
            }
        }
        return List.of(chosen, weights, offsets(chosen), sorted(chosen));
    }

    private double[] scores(double[] logits) {
        return switch (spec.scoring()) {
            case SOFTMAX -> softmax(logits);
            case SIGMOID -> Arrays.stream(logits).map(Functions::sigmoid).toArray();
            case SOFTMAX_OF_CHOSEN -> logits.clone();
        };
    }

    /** Scores that decide the choice; experts outside the best groups have none. */
    public double[] choiceScores(double[] logits, double @Nullable [] bias) {
        double[] scores = scores(logits);
        for (int i = 0; bias != null && i < scores.length; i++) {
            scores[i] += bias[i];
        }
        if (spec.groups() > 1) {
            keepBestGroups(scores, bias != null);
        }
        return scores;
    }

    private int[] choose(double[] logits, double @Nullable [] bias) {
        return SelectOracle.largest(choiceScores(logits, bias), 0, spec.experts(), spec.topK());
    }

    private void keepBestGroups(double[] scores, boolean sumOfTwo) {
        double[] groupScores = groupScores(scores, sumOfTwo);
        boolean[] kept = new boolean[spec.groups()];
        for (int group : SelectOracle.largest(groupScores, 0, spec.groups(), spec.topGroups())) {
            kept[group] = true;
        }
        int size = spec.experts() / spec.groups();
        for (int i = 0; i < scores.length; i++) {
            if (!kept[i / size]) {
                scores[i] = Double.NEGATIVE_INFINITY;
            }
        }
    }

    /** What groups are compared by. */
    public double[] groupScores(double[] scores, boolean sumOfTwo) {
        int size = spec.experts() / spec.groups();
        double[] result = new double[spec.groups()];
        for (int group = 0; group < result.length; group++) {
            for (int best : SelectOracle.largest(scores, group * size, size, sumOfTwo ? 2 : 1)) {
                result[group] += scores[group * size + best];
            }
        }
        return result;
    }

    private double[] weights(double[] logits, int[] experts) {
        double[] scores = scores(logits);
        double[] weights = Arrays.stream(experts).mapToDouble(e -> scores[e]).toArray();
        if (spec.scoring() == ExpertRouteSpec.Scoring.SOFTMAX_OF_CHOSEN) {
            weights = softmax(weights);
        }
        double divisor = spec.renormalize() ? Arrays.stream(weights).sum() : 1;
        return Arrays.stream(weights).map(w -> w / divisor * spec.scale()).toArray();
    }

    private Tensor offsets(Tensor chosen) {
        double[] offsets = new double[spec.experts() + 1];
        for (int expert : chosen.integers()) {
            offsets[expert + 1]++;
        }
        for (int expert = 0; expert < spec.experts(); expert++) {
            offsets[expert + 1] += offsets[expert];
        }
        return Tensor.matrix(1, offsets.length, offsets);
    }

    private Tensor sorted(Tensor chosen) {
        int[] experts = chosen.integers();
        double[] rows = new double[experts.length];
        int next = 0;
        for (int expert = 0; expert < spec.experts(); expert++) {
            for (int row = 0; row < experts.length; row++) {
                if (experts[row] == expert) {
                    rows[next++] = row;
                }
            }
        }
        return Tensor.matrix(1, rows.length, rows);
    }

    private static double[] softmax(double[] x) {
        double max = Arrays.stream(x).max().orElse(0);
        double sum = Arrays.stream(x).map(v -> Math.exp(v - max)).sum();
        return Arrays.stream(x).map(v -> Math.exp(v - max) / sum).toArray();
    }
}

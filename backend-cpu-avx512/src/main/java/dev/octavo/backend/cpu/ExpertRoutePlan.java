package dev.octavo.backend.cpu;

import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Chooses experts, in double precision and on one thread: it is little work. */
final class ExpertRoutePlan extends OpPlan {

    private final ExpertRouteSpec spec;
    private final RowsView logits = new RowsView(core);
    private final RowsView bias = new RowsView(core);
    private final RowsView experts = new RowsView(core);
    private final RowsView weights = new RowsView(core);
    private final RowsView offsets = new RowsView(core);
    private final RowsView rows = new RowsView(core);
    private final double[] scores;
    private final double[] ranks;
    private final double[] groupRanks;
    private final boolean[] open;
    private final int[] chosen;
    private final int[] next;

    ExpertRoutePlan(CpuCore core, ExpertRouteSpec spec) {
        super(core, "expert route", spec.correctionBias() ? 2 : 1, 4);
        this.spec = spec;
        scores = new double[spec.experts()];
        ranks = new double[spec.experts()];
        groupRanks = new double[spec.groups()];
        open = new boolean[spec.groups()];
        chosen = new int[spec.topK()];
        next = new int[spec.experts() + 1];
        core.scratch().reserve(4L * spec.experts());
    }

    @Override
    void bind(TensorOpArgs args, int in, int out, int outCount) {
        logits.bind("logits", args.inputs().get(in), spec.input(), spec.experts());
        if (spec.correctionBias()) {
            bias.bind("bias", args.inputs().get(in + 1), DType.F32, spec.experts());
        }
        experts.bind("experts", args.outputs().get(out), DType.I32, spec.topK());
        experts.requireRows("experts", logits.count());
        weights.bind("weights", args.outputs().get(out + 1), DType.F32, spec.topK());
        weights.requireRows("weights", logits.count());
        offsets.bind("offsets", args.outputs().get(out + 2), DType.I32, spec.experts() + 1);
        rows.bind("rows", args.outputs().get(out + 3), DType.I32, logits.count() * spec.topK());
    }

    @Override
    void run() {
        core.pool().run(this, 1);
    }

    @Override
    public void run(int worker, int tile) {
        Arrays.fill(next, 0);
        for (int token = 0; token < logits.count(); token++) {
            logits.load(logits.at(token), 0, core.scratch().of(worker), 0, spec.experts());
            score(core.scratch().of(worker));
            choose();
            writeChoice(token);
        }
        sortRows();
    }

    private void score(MemorySegment m) {
        double max = Double.NEGATIVE_INFINITY;
        for (int e = 0; e < scores.length; e++) {
            scores[e] = m.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * e);
            max = Math.max(max, scores[e]);
        }
        switch (spec.scoring()) {
            case SOFTMAX -> softmax(max);
            case SIGMOID -> {
                for (int e = 0; e < scores.length; e++) {
                    scores[e] = 1 / (1 + StrictMath.exp(-scores[e]));
                }
            }
            case SOFTMAX_OF_CHOSEN -> {
                // The logits themselves decide; the softmax follows the choice.
            }
        }
        for (int e = 0; e < scores.length; e++) {
            ranks[e] = scores[e] + (spec.correctionBias() ? number(bias, 0, e) : 0);
        }
    }

    private void softmax(double max) {
        double sum = 0;
        for (int e = 0; e < scores.length; e++) {
            scores[e] = StrictMath.exp(scores[e] - max);
            sum += scores[e];
        }
        for (int e = 0; e < scores.length; e++) {
            scores[e] /= sum;
        }
    }

    private void choose() {
        Arrays.fill(open, spec.groups() == 1);
        if (spec.groups() > 1) {
            openGroups();
        }
        int groupSize = spec.experts() / spec.groups();
        for (int choice = 0; choice < chosen.length; choice++) {
            int best = -1;
            for (int e = 0; e < ranks.length; e++) {
                if (open[e / groupSize] && (best < 0 || ranks[e] > ranks[best]) && !taken(e, choice)) {
                    best = e;
                }
            }
            chosen[choice] = best;
        }
    }

    private boolean taken(int expert, int choices) {
        for (int i = 0; i < choices; i++) {
            if (chosen[i] == expert) {
                return true;
            }
        }
        return false;
    }

    private void openGroups() {
        int groupSize = spec.experts() / spec.groups();
        for (int g = 0; g < groupRanks.length; g++) {
            double first = Double.NEGATIVE_INFINITY;
            double second = Double.NEGATIVE_INFINITY;
            for (int e = g * groupSize; e < (g + 1) * groupSize; e++) {
                second = Math.max(second, Math.min(first, ranks[e]));
                first = Math.max(first, ranks[e]);
            }
            groupRanks[g] = spec.correctionBias() && groupSize > 1 ? first + second : first;
        }
        for (int i = 0; i < spec.topGroups(); i++) {
            int best = -1;
            for (int g = 0; g < groupRanks.length; g++) {
                if (!open[g] && (best < 0 || groupRanks[g] > groupRanks[best])) {
                    best = g;
                }
            }
            open[best] = true;
        }
    }

    private void writeChoice(int token) {
        double max = scores[chosen[0]];
        double sum = 0;
        for (int choice = 0; choice < chosen.length; choice++) {
            if (spec.scoring() == ExpertRouteSpec.Scoring.SOFTMAX_OF_CHOSEN) {
                scores[chosen[choice]] = StrictMath.exp(scores[chosen[choice]] - max);
            }
            sum += scores[chosen[choice]];
        }
        boolean divide = spec.renormalize() || spec.scoring() == ExpertRouteSpec.Scoring.SOFTMAX_OF_CHOSEN;
        double factor = spec.scale() / (divide ? sum : 1);
        for (int choice = 0; choice < chosen.length; choice++) {
            int expert = chosen[choice];
            next[expert + 1]++;
            experts.segment.set(ValueLayout.JAVA_INT_UNALIGNED, experts.at(token) + 4L * choice, expert);
            float weight = (float) (scores[expert] * factor);
            weights.segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, weights.at(token) + 4L * choice, weight);
        }
    }

    /** Counting sort of the rows by expert; a row keeps its order among those of its expert. */
    private void sortRows() {
        for (int e = 0; e < spec.experts(); e++) {
            next[e + 1] += next[e];
        }
        for (int e = 0; e <= spec.experts(); e++) {
            offsets.segment.set(ValueLayout.JAVA_INT_UNALIGNED, offsets.at(0) + 4L * e, next[e]);
        }
        for (int token = 0; token < logits.count(); token++) {
            for (int choice = 0; choice < spec.topK(); choice++) {
                int expert = experts.segment.get(ValueLayout.JAVA_INT_UNALIGNED, experts.at(token) + 4L * choice);
                int place = next[expert]++;
                rows.segment.set(ValueLayout.JAVA_INT_UNALIGNED, rows.at(0) + 4L * place, token * spec.topK() + choice);
            }
        }
    }

    private static float number(RowsView view, int row, int column) {
        return view.segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, view.at(row) + 4L * column);
    }
}

package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.NormOracle;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.SelectOracle;
import dev.octavo.conformance.oracle.SoftmaxOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Norms, softmax and selection that get rows wrong. */
final class RowFaults {

    private RowFaults() {}

    static Stream<Mutant> all() {
        return Stream.of(rms(), layer(), softmax(), select(), DrawFaults.all()).flatMap(all -> all);
    }

    /** Rows of numbers that are normalised in a way of its own. */
    private interface RowNorm {
        double scale(RmsNormSpec spec, double squares, int width);
    }

    private static Mutant rms(String id, String what, RowNorm wrong) {
        return Instead.op(Surface.RMS_NORM, RmsNormSpec.class, id, what, op -> {
            Tensor x = residual(op);
            double[] weight = op.input(1);
            double[] out = new double[x.values().length];
            int width = x.columns();
            for (int at = 0; at < out.length; at += width) {
                double squares = 0;
                for (int i = 0; i < width; i++) {
                    squares += x.values()[at + i] * x.values()[at + i];
                }
                double scale = wrong.scale(op.spec(), squares, width);
                for (int i = 0; i < width; i++) {
                    out[at + i] = x.values()[at + i] * scale * (op.spec().weightOffset() + weight[i]);
                }
            }
            return op.spec().addResidual() ? List.of(x.with(out), x) : List.of(x.with(out));
        });
    }

    private static Tensor residual(Instead.Op<RmsNormSpec> op) {
        Tensor x = op.inputs().getFirst();
        return op.spec().addResidual()
                ? NormOracle.addResidual(op.before().get(1), x, op.spec().input())
                : x;
    }

    private static Stream<Mutant> rms() {
        return Stream.of(
                rms(
                        "epsilon-forgotten",
                        "epsilon is left out",
                        (spec, squares, width) -> 1 / Math.sqrt(squares / width)),
                rms(
                        "epsilon-outside",
                        "epsilon is added behind the root",
                        (spec, squares, width) -> 1 / (Math.sqrt(squares / width) + spec.epsilon())),
                rms(
                        "epsilon-sum",
                        "epsilon is added before dividing by the width",
                        (spec, squares, width) -> 1 / Math.sqrt((squares + spec.epsilon()) / width)),
                rms(
                        "width-minus-one",
                        "squares are divided by width - 1",
                        (spec, squares, width) -> 1 / Math.sqrt(squares / Math.max(width - 1, 1) + spec.epsilon())),
                rms("fast-root", "the root is an approximation of 12 bits", (spec, squares, width) -> {
                    double root = 1 / Math.sqrt(squares / width + spec.epsilon());
                    return (float) (root * (1 + 0x1p-12));
                }),
                rms(
                        "f16-squares",
                        "squares are summed in f16",
                        (spec, squares, width) ->
                                1 / Math.sqrt(NumberFormat.of(DType.F16).round(squares) / width + spec.epsilon())),
                Instead.opSpec(
                        Surface.RMS_NORM,
                        RmsNormSpec.class,
                        "offset-ignored",
                        "the weight's offset is ignored",
                        s -> new RmsNormSpec(
                                s.width(), s.epsilon(), 0, s.addResidual(), s.input(), s.weight(), s.output())),
                Instead.op(
                        Surface.RMS_NORM,
                        RmsNormSpec.class,
                        "residual-not-stored",
                        "the residual is not updated",
                        op -> op.spec().addResidual()
                                ? List.of(
                                        NormOracle.rms(
                                                op.spec(),
                                                residual(op),
                                                op.inputs().get(1)),
                                        op.before().get(1))
                                : List.of()),
                Instead.op(
                        Surface.RMS_NORM,
                        RmsNormSpec.class,
                        "residual-not-normed",
                        "x is normalised without the residual",
                        op -> op.spec().addResidual()
                                ? List.of(
                                        NormOracle.rms(
                                                op.spec(),
                                                op.inputs().getFirst(),
                                                op.inputs().get(1)),
                                        residual(op))
                                : List.of()),
                Instead.op(
                        Surface.RMS_NORM,
                        RmsNormSpec.class,
                        "weight-shifted",
                        "the last weight is the one before it",
                        op -> {
                            double[] w = op.input(1).clone();
                            w[w.length - 1] = w[Math.max(w.length - 2, 0)];
                            Tensor weight = op.inputs().get(1).with(w);
                            Tensor out = NormOracle.rms(op.spec(), residual(op), weight);
                            return List.of(out);
                        }),
                Instead.op(
                        Surface.RMS_NORM,
                        RmsNormSpec.class,
                        "batch-stride",
                        "the second entry of a batch is normalised as the first",
                        op -> {
                            Tensor x = residual(op);
                            Tensor out =
                                    NormOracle.rms(op.spec(), x, op.inputs().get(1));
                            int entry = x.rows() * x.columns();
                            if (x.batch() > 1) {
                                System.arraycopy(out.values(), 0, out.values(), entry, entry);
                            }
                            return List.of(out);
                        }));
    }

    private static Mutant layer(String id, String what, Function<Instead.Op<LayerNormSpec>, Tensor> wrong) {
        return Instead.op(
                Surface.LAYER_NORM,
                LayerNormSpec.class,
                id,
                what,
                op -> op.spec().addResidual() ? List.of() : List.of(wrong.apply(op)));
    }

    private static Tensor layer(Instead.Op<LayerNormSpec> op, boolean centred, boolean unbiased, double epsilon) {
        Tensor x = op.inputs().getFirst();
        int width = x.columns();
        double[] out = new double[x.values().length];
        double[] weight = op.spec().hasWeight() ? op.input(1) : null;
        double[] bias = op.spec().hasBias() ? op.input(op.inputs().size() - 1) : null;
        for (int at = 0; at < out.length; at += width) {
            double mean = NormOracle.mean(x.values(), at, width);
            double variance = NormOracle.variance(x.values(), at, width, centred ? mean : 0);
            double factor = unbiased && width > 1 ? (double) width / (width - 1) : 1;
            for (int i = 0; i < width; i++) {
                double normal = (x.values()[at + i] - mean) / Math.sqrt(variance * factor + epsilon);
                out[at + i] = normal * (weight == null ? 1 : weight[i]) + (bias == null ? 0 : bias[i]);
            }
        }
        return x.with(out);
    }

    private static Stream<Mutant> layer() {
        return Stream.of(
                layer(
                        "unbiased",
                        "the variance is the unbiased one",
                        op -> layer(op, true, true, op.spec().epsilon())),
                layer("epsilon-forgotten", "epsilon is left out", op -> layer(op, true, false, 1e-30)),
                layer(
                        "not-centred",
                        "the variance is taken around 0",
                        op -> layer(op, false, false, op.spec().epsilon())),
                Instead.opSpec(
                        Surface.LAYER_NORM,
                        LayerNormSpec.class,
                        "epsilon-large",
                        "epsilon is ten times as large",
                        s -> new LayerNormSpec(
                                s.width(),
                                s.epsilon() * 10,
                                s.hasWeight(),
                                s.hasBias(),
                                s.addResidual(),
                                s.input(),
                                s.weight(),
                                s.output())));
    }

    private static Mutant softmax(String id, String what, Function<Instead.Op<SoftmaxSpec>, Tensor> wrong) {
        return Instead.op(Surface.SOFTMAX, SoftmaxSpec.class, id, what, op -> List.of(wrong.apply(op)));
    }

    private static Tensor softmaxOf(SoftmaxSpec spec, Tensor x) {
        return SoftmaxOracle.run(spec, x);
    }

    private static Stream<Mutant> softmax() {
        return Stream.of(
                softmax(
                        "no-maximum",
                        "exponentials are taken in f32 without the maximum",
                        op -> rows(op, (row, spec) -> {
                            double sum = 0;
                            double[] p = new double[row.length];
                            for (int i = 0; i < row.length; i++) {
                                p[i] = (float) Math.exp(3 * spec.scale() * row[i]);
                                sum += p[i];
                            }
                            for (int i = 0; i < row.length; i++) {
                                p[i] = spec.logarithm() ? Math.log(p[i] / sum) : p[i] / sum;
                            }
                            return p;
                        })),
                softmax("empty-row", "a row of minus infinity gives NaN", op -> {
                    Tensor out = softmaxOf(op.spec(), op.inputs().getFirst());
                    int width = out.columns();
                    for (int at = 0; at < out.values().length; at += width) {
                        if (Arrays.stream(op.input(0), at, at + width).allMatch(v -> v == Double.NEGATIVE_INFINITY)) {
                            Arrays.fill(out.values(), at, at + width, Double.NaN);
                        }
                    }
                    return out;
                }),
                softmax("hole", "minus infinity counts as a very small logit", op -> {
                    double[] x = op.input(0).clone();
                    double least =
                            Arrays.stream(x).filter(Double::isFinite).min().orElse(0);
                    Arrays.setAll(x, i -> Double.isInfinite(x[i]) ? least - 8 : x[i]);
                    return softmaxOf(op.spec(), op.inputs().getFirst().with(x));
                }),
                softmax("scale-late", "the result is scaled instead of the logits", op -> {
                    SoftmaxSpec s = op.spec();
                    Tensor out = softmaxOf(
                            new SoftmaxSpec(s.width(), s.logarithm(), 1, s.input()),
                            op.inputs().getFirst());
                    Arrays.setAll(out.values(), i -> out.values()[i] * s.scale());
                    return out;
                }),
                softmax("log2", "logarithms have base 2", op -> {
                    Tensor out = softmaxOf(op.spec(), op.inputs().getFirst());
                    if (op.spec().logarithm()) {
                        Arrays.setAll(out.values(), i -> out.values()[i] / Math.log(2));
                    }
                    return out;
                }),
                softmax("log-of-small", "logarithms of small shares are cut at -20", op -> {
                    Tensor out = softmaxOf(op.spec(), op.inputs().getFirst());
                    if (op.spec().logarithm()) {
                        Arrays.setAll(
                                out.values(),
                                i -> out.values()[i] == Double.NEGATIVE_INFINITY
                                        ? out.values()[i]
                                        : Math.max(out.values()[i], -20));
                    }
                    return out;
                }),
                softmax("large-row", "columns behind 1024 do not count in the sum", op -> {
                    Tensor out = softmaxOf(op.spec(), op.inputs().getFirst());
                    double[] tail = out.values().clone();
                    int width = out.columns();
                    if (width > 1024 && !op.spec().logarithm()) {
                        double part = Arrays.stream(tail, 0, 1024).sum();
                        Arrays.setAll(out.values(), i -> tail[i] / part);
                    }
                    return out;
                }),
                softmax("exp-f16", "exponentials are kept in f16", op -> {
                    Tensor out = softmaxOf(op.spec(), op.inputs().getFirst());
                    NumberFormat format = NumberFormat.of(DType.F16);
                    if (!op.spec().logarithm()) {
                        Arrays.setAll(out.values(), i -> format.round(out.values()[i]));
                    }
                    return out;
                }));
    }

    /** Computes one row. */
    private interface RowSoftmax {
        double[] of(double[] row, SoftmaxSpec spec);
    }

    private static Tensor rows(Instead.Op<SoftmaxSpec> op, RowSoftmax wrong) {
        Tensor x = op.inputs().getFirst();
        double[] out = new double[x.values().length];
        for (int at = 0; at < out.length; at += x.columns()) {
            double[] row = wrong.of(Arrays.copyOfRange(x.values(), at, at + x.columns()), op.spec());
            System.arraycopy(row, 0, out, at, row.length);
        }
        return x.with(out);
    }

    private static Mutant select(String id, String what, SelectSpec.Method method, WrongPick wrong) {
        return Instead.op(Surface.SELECT, SelectSpec.class, id, what, op -> {
            SelectSpec spec = op.spec();
            if (spec.method() != method) {
                return List.of();
            }
            Tensor x = op.inputs().getFirst();
            double[] uniform = op.inputs().size() > 1 ? op.input(1) : new double[x.rows()];
            Tensor indices = Tensor.zeros(x.rows(), spec.count());
            Tensor values = Tensor.zeros(x.rows(), spec.count());
            for (int row = 0; row < x.rows(); row++) {
                double[] all = Arrays.copyOfRange(x.values(), row * spec.width(), (row + 1) * spec.width());
                int[] picked = wrong.pick(spec, all, uniform[row]);
                for (int i = 0; i < spec.count(); i++) {
                    indices.values()[row * spec.count() + i] = picked[i];
                    values.values()[row * spec.count() + i] = all[picked[i]];
                }
            }
            return method == SelectSpec.Method.TOP_K ? List.of(indices, values) : List.of(indices);
        });
    }

    /** Picks columns of a row. */
    private interface WrongPick {
        int[] pick(SelectSpec spec, double[] row, double uniform);
    }

    private static int[] reversedTies(double[] row, int count) {
        double[] mirrored = new double[row.length];
        Arrays.setAll(mirrored, i -> row[row.length - 1 - i]);
        int[] picked = SelectOracle.largest(mirrored, 0, row.length, count);
        Arrays.setAll(picked, i -> row.length - 1 - picked[i]);
        return picked;
    }

    private static Stream<Mutant> select() {
        SelectSpec.Method argmax = SelectSpec.Method.ARGMAX;
        SelectSpec.Method topK = SelectSpec.Method.TOP_K;
        SelectSpec.Method sample = SelectSpec.Method.SAMPLE;
        return Stream.of(
                select(
                        "argmax-last-tie",
                        "the last of equals is picked",
                        argmax,
                        (spec, row, u) -> reversedTies(row, 1)),
                select(
                        "top-last-tie",
                        "of equals the last come first",
                        topK,
                        (spec, row, u) -> reversedTies(row, spec.count())),
                select(
                        "argmax-absolute",
                        "the largest absolute number is picked",
                        argmax,
                        (spec, row, u) -> SelectOracle.largest(
                                Arrays.stream(row).map(Math::abs).toArray(), 0, row.length, 1)),
                select(
                        "argmax-tail",
                        "columns behind the last 8 are not looked at",
                        argmax,
                        (spec, row, u) -> SelectOracle.largest(
                                row, 0, row.length < 8 ? row.length : row.length - row.length % 8, 1)),
                select(
                        "argmax-chunks",
                        "of several chunks of 4096 the first one's best wins",
                        argmax,
                        (spec, row, u) -> SelectOracle.largest(row, 0, Math.min(row.length, 4096), 1)),
                select("argmax-zero", "negative numbers are never picked", argmax, (spec, row, u) -> {
                    double[] positive =
                            Arrays.stream(row).map(v -> Math.max(v, 0)).toArray();
                    return SelectOracle.largest(positive, 0, row.length, 1);
                }),
                select("top-unsorted", "the picked ones come in the order of their columns", topK, (spec, row, u) -> {
                    int[] picked = SelectOracle.largest(row, 0, row.length, spec.count());
                    Arrays.sort(picked);
                    return picked;
                }),
                select("top-last", "the last of the picked ones is the one before it", topK, (spec, row, u) -> {
                    int[] picked = SelectOracle.largest(row, 0, row.length, spec.count());
                    if (picked.length > 1) {
                        picked[picked.length - 1] = picked[picked.length - 2];
                    }
                    return picked;
                }),
                select("sample-not-scaled", "probabilities are taken to add up to 1", sample, (spec, row, u) ->
                        new int[] {sampled(row, u, 1)}),
                select("sample-next", "the column behind the right one is picked", sample, (spec, row, u) ->
                        new int[] {Math.min(sampled(row, u, Arrays.stream(row).sum()) + 1, row.length - 1)}),
                select(
                        "sample-greedy",
                        "the most probable one is picked",
                        sample,
                        (spec, row, u) -> SelectOracle.largest(row, 0, row.length, 1)),
                select("sample-from-end", "the running sum starts at the end", sample, (spec, row, u) -> {
                    double[] mirrored = new double[row.length];
                    Arrays.setAll(mirrored, i -> row[row.length - 1 - i]);
                    return new int[] {
                        row.length - 1 - sampled(mirrored, u, Arrays.stream(row).sum())
                    };
                }),
                select("sample-f16", "the running sum is kept in f16", sample, (spec, row, u) -> {
                    NumberFormat format = NumberFormat.of(DType.F16);
                    double sum = 0;
                    double limit = u * Arrays.stream(row).sum();
                    int at = 0;
                    while (at < row.length - 1 && (sum = format.round(sum + row[at])) <= limit) {
                        at++;
                    }
                    return new int[] {at};
                }));
    }

    private static int sampled(double[] row, double u, double sum) {
        double running = 0;
        for (int i = 0; i < row.length; i++) {
            running += row[i];
            if (running > u * sum) {
                return i;
            }
        }
        return row.length - 1;
    }
}

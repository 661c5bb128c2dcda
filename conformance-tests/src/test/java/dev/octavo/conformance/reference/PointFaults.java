package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.PointwiseOracle;
import dev.octavo.conformance.oracle.RopeOracle;
import dev.octavo.conformance.oracle.RouteOracle;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Activations, elementwise operators, casts, gathers, rotations, routing and chains that compute the wrong thing. */
final class PointFaults {

    private PointFaults() {}

    static Stream<Mutant> all() {
        return Stream.of(pointwise(), casts(), gathers(), ropes(), routes()).flatMap(all -> all);
    }

    private static Mutant activation(String id, String what, UnaryOperator<ActivationSpec> other) {
        return Instead.opSpec(Surface.ACTIVATION, ActivationSpec.class, id, what, other::apply);
    }

    private static ActivationSpec with(ActivationSpec s, ActivationFunction from, ActivationFunction to) {
        return s.function() == from ? new ActivationSpec(to, s.gated(), s.width(), s.input(), s.output()) : s;
    }

    private static Stream<Mutant> pointwise() {
        return Stream.of(
                activation(
                        "gelu-tanh",
                        "GELU is its tanh form",
                        s -> with(s, ActivationFunction.GELU, ActivationFunction.GELU_TANH)),
                activation(
                        "quick-gelu",
                        "the quick GELU is SiLU",
                        s -> with(s, ActivationFunction.GELU_QUICK, ActivationFunction.SILU)),
                activation(
                        "relu-squared",
                        "the squared ReLU is not squared",
                        s -> with(s, ActivationFunction.RELU_SQUARED, ActivationFunction.RELU)),
                Instead.op(
                        Surface.ACTIVATION,
                        ActivationSpec.class,
                        "gate-swapped",
                        "gate and value change places",
                        op -> op.spec().gated()
                                ? List.of(PointwiseOracle.activate(
                                        op.spec(),
                                        op.inputs().get(1),
                                        op.inputs().getFirst()))
                                : List.of()),
                Instead.op(
                        Surface.ACTIVATION,
                        ActivationSpec.class,
                        "silu-fast",
                        "exponentials are good to 12 bits",
                        op -> {
                            Tensor x = op.spec().gated()
                                    ? op.inputs().get(1)
                                    : op.inputs().getFirst();
                            Tensor out = PointwiseOracle.activate(
                                    op.spec(), op.spec().gated() ? op.inputs().getFirst() : null, x);
                            Arrays.setAll(out.values(), i -> out.values()[i] * (1 + 0x1p-12));
                            return List.of(out);
                        }),
                Instead.op(Surface.ACTIVATION, ActivationSpec.class, "clamped", "arguments above 8 are cut", op -> {
                    Tensor first = op.inputs().getFirst();
                    Tensor cut = first.with(Arrays.stream(first.values())
                            .map(v -> Math.clamp(v, -8, 8))
                            .toArray());
                    return List.of(
                            op.spec().gated()
                                    ? PointwiseOracle.activate(
                                            op.spec(), cut, op.inputs().get(1))
                                    : PointwiseOracle.activate(op.spec(), null, cut));
                }),
                Instead.op(
                        Surface.ELEMENTWISE,
                        ElementwiseSpec.class,
                        "reversed",
                        "operands of a difference change places",
                        op -> op.spec().operation() == ElementwiseSpec.Operation.SUBTRACT
                                ? List.of(negative(PointwiseOracle.combine(
                                        op.spec(),
                                        op.inputs().getFirst(),
                                        op.inputs().get(1))))
                                : List.of()),
                Instead.op(
                        Surface.ELEMENTWISE,
                        ElementwiseSpec.class,
                        "broadcast",
                        "a broadcast row is shifted by one",
                        op -> {
                            if (!op.spec().broadcast()) {
                                return List.of();
                            }
                            double[] row = op.input(1).clone();
                            System.arraycopy(op.input(1), 0, row, 1, row.length - 1);
                            return List.of(PointwiseOracle.combine(
                                    op.spec(),
                                    op.inputs().getFirst(),
                                    op.inputs().get(1).with(row)));
                        }),
                Instead.op(
                        Surface.ELEMENTWISE,
                        ElementwiseSpec.class,
                        "tail-4",
                        "the last elements of the whole tensor are left out",
                        op -> {
                            Tensor out = PointwiseOracle.combine(
                                    op.spec(),
                                    op.inputs().getFirst(),
                                    op.inputs().get(1));
                            int count = out.values().length;
                            for (int i = count / 4 * 4; i < count; i++) {
                                out.values()[i] = op.before().getFirst().values()[i];
                            }
                            return List.of(out);
                        }));
    }

    private static Tensor negative(Tensor x) {
        return x.with(Arrays.stream(x.values()).map(v -> -v).toArray());
    }

    private static Mutant cast(String id, String what, WrongCast wrong) {
        return Instead.op(Surface.CAST, CastSpec.class, id, what, op -> {
            Tensor x = op.inputs().getFirst();
            NumberFormat format = NumberFormat.of(op.spec().output());
            double[] out = new double[x.values().length];
            Arrays.setAll(out, i -> wrong.cast(op.spec(), x.values()[i], format));
            return List.of(x.with(out));
        });
    }

    /** Converts one number, before it is stored. */
    private interface WrongCast {
        double cast(CastSpec spec, double x, NumberFormat format);
    }

    private static double cut(double x, NumberFormat format) {
        double rounded = format.round(x);
        if (!Double.isFinite(x) || Math.abs(rounded) <= Math.abs(x)) {
            return x;
        }
        // One step back towards zero.
        double step = Math.max(2 * format.unitRoundoff() * Math.scalb(1.0, Math.getExponent(x)), format.smallest());
        return Math.signum(x) * (Math.abs(rounded) - step);
    }

    private static Stream<Mutant> casts() {
        return Stream.of(
                cast("truncates", "numbers are cut off instead of rounded", (spec, x, format) -> cut(x, format)),
                cast("ties-away", "halves are rounded away from zero", (spec, x, format) -> {
                    double rounded = format.round(x);
                    boolean tie = Double.isFinite(rounded)
                            && Math.abs(rounded) < Math.abs(x)
                            && format.round(Math.nextUp(Math.abs(x))) > Math.abs(rounded);
                    return tie ? Math.signum(x) * Math.nextUp(Math.abs(x)) : x;
                }),
                cast(
                        "no-saturation",
                        "8-bit floats overflow to NaN",
                        (spec, x, format) -> spec.output().bytes() == 1
                                        && spec.output().isFloating()
                                        && Math.abs(x) > format.largest()
                                ? Double.NaN
                                : x),
                cast(
                        "saturates",
                        "too large numbers become the largest finite one",
                        (spec, x, format) -> spec.output().isFloating()
                                        && spec.output().bytes() > 1
                                        && Math.abs(x) > format.largest()
                                ? Math.signum(x) * format.largest()
                                : x),
                cast(
                        "integer-wraps",
                        "integers wrap around",
                        (spec, x, format) ->
                                spec.output() == DType.I8 || spec.output() == DType.U8 ? (byte) (long) x : x),
                cast(
                        "integer-truncates",
                        "integers are cut off",
                        (spec, x, format) -> spec.output().isFloating() ? x : x > 0 ? Math.floor(x) : Math.ceil(x)),
                cast(
                        "flushes",
                        "subnormal numbers are flushed to 0",
                        (spec, x, format) -> spec.output().isFloating()
                                        && Math.abs(x) < format.smallest() / (2 * format.unitRoundoff())
                                ? 0
                                : x),
                cast("nan-to-zero", "NaN becomes 0", (spec, x, format) -> Double.isNaN(x) ? 0 : x),
                cast(
                        "nan-integer",
                        "NaN becomes the smallest integer",
                        (spec, x, format) -> Double.isNaN(x) && !spec.output().isFloating() ? -1e30 : x),
                cast(
                        "infinity-to-nan",
                        "infinity becomes NaN",
                        (spec, x, format) -> Double.isInfinite(x) ? Double.NaN : x),
                cast("negative-zero", "minus zero loses its sign", (spec, x, format) -> x == 0 ? 0.0 : x),
                cast(
                        "through-f16",
                        "bf16 and f32 pass through f16",
                        (spec, x, format) -> spec.input() == DType.F32
                                ? NumberFormat.of(DType.F16).round(x)
                                : x),
                cast(
                        "unsigned",
                        "unsigned bytes are taken to have a sign",
                        (spec, x, format) -> spec.input() == DType.U8 && x > 127 ? x - 256 : x),
                cast(
                        "large-long",
                        "64-bit integers lose their upper half",
                        (spec, x, format) -> spec.input() == DType.I64 ? (int) (long) (x * 0x1p24) / 0x1p24 : x));
    }

    private static Stream<Mutant> gathers() {
        return Stream.of(
                Instead.opSpec(
                        Surface.GATHER,
                        GatherSpec.class,
                        "scale-ignored",
                        "the scale is ignored",
                        s -> new GatherSpec(s.width(), s.table(), s.output(), 1)),
                Instead.op(
                        Surface.GATHER,
                        GatherSpec.class,
                        "outside-last",
                        "an id behind the table gives the last row",
                        op -> {
                            int rows = op.inputs().getFirst().rows();
                            int[] ids = Arrays.stream(op.inputs().get(1).integers())
                                    .map(id -> Math.min(id, rows - 1))
                                    .toArray();
                            return List.of(PointwiseOracle.gather(
                                    op.spec(), op.inputs().getFirst(), ids));
                        }),
                Instead.op(
                        Surface.GATHER, GatherSpec.class, "outside-first", "a negative id gives the first row", op -> {
                            int[] ids = Arrays.stream(op.inputs().get(1).integers())
                                    .map(id -> Math.max(id, 0))
                                    .toArray();
                            return List.of(PointwiseOracle.gather(
                                    op.spec(), op.inputs().getFirst(), ids));
                        }),
                Instead.op(
                        Surface.GATHER,
                        GatherSpec.class,
                        "outside-kept",
                        "a row of an id outside is not written",
                        op -> {
                            int[] ids = op.inputs().get(1).integers();
                            Tensor out = PointwiseOracle.gather(
                                    op.spec(), op.inputs().getFirst(), ids);
                            for (int i = 0; i < ids.length; i++) {
                                if (ids[i] < 0
                                        || ids[i] >= op.inputs().getFirst().rows()) {
                                    int width = out.columns();
                                    System.arraycopy(
                                            op.before().getFirst().values(), i * width, out.values(), i * width, width);
                                }
                            }
                            return List.of(out);
                        }));
    }

    private static Mutant rope(String id, String what, WrongRope wrong) {
        return Instead.op(
                Surface.ROPE,
                RopeSpec.class,
                id,
                what,
                op -> op.before().stream().map(x -> wrong.rotate(op, x)).toList());
    }

    /** Rotates one tensor. */
    private interface WrongRope {
        Tensor rotate(Instead.Op<RopeSpec> op, Tensor x);
    }

    private static Tensor rotated(Instead.Op<RopeSpec> op, RopeSpec spec, Tensor x, int[] positions, double sign) {
        Tensor sin = op.inputs().get(2);
        Tensor signed = sin.with(Arrays.stream(sin.values()).map(v -> sign * v).toArray());
        return RopeOracle.run(spec, x, positions, op.inputs().get(1), signed);
    }

    private static int[] positions(Instead.Op<RopeSpec> op) {
        return op.inputs().getFirst().integers();
    }

    private static Stream<Mutant> ropes() {
        return Stream.of(
                rope(
                        "neighbours",
                        "pairs are always neighbours",
                        (op, x) -> rotated(op, pairing(op.spec(), RopeSpec.Pairing.NEIGHBOURS), x, positions(op), 1)),
                rope(
                        "halves",
                        "pairs are always halves",
                        (op, x) -> rotated(op, pairing(op.spec(), RopeSpec.Pairing.HALVES), x, positions(op), 1)),
                rope("sign", "rotations go the other way", (op, x) -> rotated(op, op.spec(), x, positions(op), -1)),
                rope("position-next", "positions are one too large", (op, x) -> {
                    int last = op.inputs().get(1).rows() - 1;
                    int[] next = Arrays.stream(positions(op))
                            .map(p -> Math.min(p + 1, last))
                            .toArray();
                    return rotated(op, op.spec(), x, next, 1);
                }),
                rope("position-index", "the token's number is taken for its position", (op, x) -> {
                    int[] numbers = new int[positions(op).length];
                    Arrays.setAll(numbers, i -> i);
                    return rotated(op, op.spec(), x, numbers, 1);
                }),
                rope("first-token", "all tokens have the first one's position", (op, x) -> {
                    int[] first = new int[positions(op).length];
                    Arrays.fill(first, positions(op)[0]);
                    return rotated(op, op.spec(), x, first, 1);
                }),
                rope("partial", "halves are those of the whole head, though only a part is rotated", (op, x) -> {
                    int pairs = op.spec().rotaryDim() / 2;
                    if (op.spec().rotaryDim() == op.spec().headDim()
                            || op.spec().pairing() != RopeSpec.Pairing.HALVES) {
                        return rotated(op, op.spec(), x, positions(op), 1);
                    }
                    double[] out = x.values().clone();
                    for (int row = 0; row < x.allRows(); row++) {
                        for (int j = 0; j < pairs; j++) {
                            int table = positions(op)[row / x.rows()] * pairs + j;
                            int a = row * x.columns() + j;
                            int b = Math.min(a + x.columns() / 2, (row + 1) * x.columns() - 1);
                            double c = op.input(1)[table];
                            double s = op.input(2)[table];
                            out[a] = x.values()[a] * c - x.values()[b] * s;
                            out[b] = x.values()[b] * c + x.values()[a] * s;
                        }
                    }
                    return x.with(out);
                }),
                rope("rest-zero", "what is not rotated is set to 0", (op, x) -> {
                    Tensor out = rotated(op, op.spec(), x, positions(op), 1);
                    for (int i = 0; i < out.values().length; i++) {
                        out.values()[i] = i % out.columns() < op.spec().rotaryDim() ? out.values()[i] : 0;
                    }
                    return out;
                }),
                rope("last-pair", "the last pair is not rotated", (op, x) -> {
                    Tensor out = rotated(op, op.spec(), x, positions(op), 1);
                    int pairs = op.spec().rotaryDim() / 2;
                    boolean halves = op.spec().pairing() == RopeSpec.Pairing.HALVES;
                    int second = 2 * pairs - 1;
                    int first = halves ? pairs - 1 : 2 * pairs - 2;
                    for (int at = 0; at < out.values().length; at += out.columns()) {
                        out.values()[at + first] = x.values()[at + first];
                        out.values()[at + second] = x.values()[at + second];
                    }
                    return out;
                }),
                rope("in-place", "the second of a pair is computed from the first one's new number", (op, x) -> {
                    Tensor out = rotated(op, op.spec(), x, positions(op), 1);
                    int pairs = op.spec().rotaryDim() / 2;
                    for (int row = 0; row < x.allRows() && op.spec().pairing() == RopeSpec.Pairing.NEIGHBOURS; row++) {
                        for (int j = 0; j < pairs; j++) {
                            int table = positions(op)[row / x.rows()] * pairs + j;
                            int a = row * x.columns() + 2 * j;
                            out.values()[a + 1] =
                                    x.values()[a + 1] * op.input(1)[table] + out.values()[a] * op.input(2)[table];
                        }
                    }
                    return out;
                }),
                rope("heads", "only the first head of each token is rotated", (op, x) -> {
                    Tensor out = rotated(op, op.spec(), x, positions(op), 1);
                    for (int row = 0; row < x.allRows(); row++) {
                        if (row % x.rows() > 0) {
                            System.arraycopy(
                                    x.values(), row * x.columns(), out.values(), row * x.columns(), x.columns());
                        }
                    }
                    return out;
                }));
    }

    private static RopeSpec pairing(RopeSpec s, RopeSpec.Pairing pairing) {
        return new RopeSpec(s.headDim(), s.rotaryDim(), pairing, s.type());
    }

    private static Mutant routeSpec(String id, String what, UnaryOperator<ExpertRouteSpec> other) {
        return Instead.op(Surface.ROUTE, ExpertRouteSpec.class, id, what, op -> routed(op, other.apply(op.spec())));
    }

    private static List<Tensor> routed(Instead.Op<ExpertRouteSpec> op, ExpertRouteSpec spec) {
        return new RouteOracle(spec).run(op.inputs().getFirst(), op.inputs().size() > 1 ? op.input(1) : null);
    }

    private static Stream<Mutant> routes() {
        return Stream.of(
                routeSpec(
                        "not-renormalised",
                        "weights are never divided by their sum",
                        s -> route(s, false, s.scale(), s.groups(), s.topGroups())),
                routeSpec(
                        "always-renormalised",
                        "weights are always divided by their sum",
                        s -> route(s, true, s.scale(), s.groups(), s.topGroups())),
                routeSpec(
                        "scale-ignored",
                        "the scale is ignored",
                        s -> route(s, s.renormalize(), 1, s.groups(), s.topGroups())),
                routeSpec("groups-ignored", "groups are ignored", s -> route(s, s.renormalize(), s.scale(), 1, 1)),
                routeSpec(
                        "one-group-less",
                        "one group less may be chosen from",
                        s -> route(
                                s,
                                s.renormalize(),
                                s.scale(),
                                s.groups(),
                                s.topGroups() > 1 && s.experts() / s.groups() * (s.topGroups() - 1) >= s.topK()
                                        ? s.topGroups() - 1
                                        : s.topGroups())),
                Instead.op(
                        Surface.ROUTE,
                        ExpertRouteSpec.class,
                        "bias-ignored",
                        "the correction bias is ignored",
                        op -> new RouteOracle(op.spec()).run(op.inputs().getFirst(), null)),
                Instead.op(
                        Surface.ROUTE,
                        ExpertRouteSpec.class,
                        "bias-in-weights",
                        "the bias stays in the weights",
                        op -> {
                            List<Tensor> out = new ArrayList<>(routed(op, op.spec()));
                            if (op.inputs().size() > 1) {
                                int[] chosen = out.getFirst().integers();
                                double[] w = out.get(1).values().clone();
                                Arrays.setAll(w, i -> w[i] + op.input(1)[chosen[i]]);
                                out.set(1, out.get(1).with(w));
                            }
                            return out;
                        }),
                Instead.op(
                        Surface.ROUTE,
                        ExpertRouteSpec.class,
                        "unsorted",
                        "experts of a token come in the order of their numbers",
                        op -> {
                            List<Tensor> out = new ArrayList<>(routed(op, op.spec()));
                            double[] chosen = out.getFirst().values().clone();
                            for (int at = 0; at < chosen.length; at += op.spec().topK()) {
                                Arrays.sort(chosen, at, at + op.spec().topK());
                            }
                            out.set(0, out.getFirst().with(chosen));
                            return out;
                        }),
                Instead.op(
                        Surface.ROUTE,
                        ExpertRouteSpec.class,
                        "not-stable",
                        "rows of one expert come in reverse",
                        op -> {
                            List<Tensor> out = new ArrayList<>(routed(op, op.spec()));
                            int[] offsets = out.get(2).integers();
                            double[] rows = out.get(3).values().clone();
                            for (int expert = 0; expert + 1 < offsets.length; expert++) {
                                for (int i = offsets[expert]; i < offsets[expert + 1]; i++) {
                                    rows[i] = out.get(3).values()[offsets[expert + 1] - 1 - (i - offsets[expert])];
                                }
                            }
                            out.set(3, out.get(3).with(rows));
                            return out;
                        }),
                Instead.op(
                        Surface.ROUTE,
                        ExpertRouteSpec.class,
                        "offsets-shifted",
                        "offsets count the experts before them once too often",
                        op -> {
                            List<Tensor> out = new ArrayList<>(routed(op, op.spec()));
                            double[] offsets = out.get(2).values().clone();
                            System.arraycopy(out.get(2).values(), 1, offsets, 0, offsets.length - 1);
                            out.set(2, out.get(2).with(offsets));
                            return out;
                        }),
                Instead.op(
                        Surface.ROUTE,
                        ExpertRouteSpec.class,
                        "rows-are-tokens",
                        "sorted rows name tokens instead of choices",
                        op -> {
                            List<Tensor> out = new ArrayList<>(routed(op, op.spec()));
                            double[] rows = out.get(3).values().clone();
                            Arrays.setAll(
                                    rows, i -> Math.floor(rows[i] / op.spec().topK()));
                            out.set(3, out.get(3).with(rows));
                            return out;
                        }),
                Instead.op(
                        Surface.ROUTE,
                        ExpertRouteSpec.class,
                        "softmax-of-all",
                        "softmax of the chosen is softmax of all",
                        op -> {
                            ExpertRouteSpec s = op.spec();
                            return s.scoring() != ExpertRouteSpec.Scoring.SOFTMAX_OF_CHOSEN
                                    ? List.of()
                                    : routed(
                                            op,
                                            new ExpertRouteSpec(
                                                    s.experts(),
                                                    s.topK(),
                                                    ExpertRouteSpec.Scoring.SOFTMAX,
                                                    false,
                                                    s.scale(),
                                                    s.groups(),
                                                    s.topGroups(),
                                                    s.correctionBias(),
                                                    s.input()));
                        }));
    }

    private static ExpertRouteSpec route(
            ExpertRouteSpec s, boolean renormalize, float scale, int groups, int topGroups) {
        return new ExpertRouteSpec(
                s.experts(),
                s.topK(),
                s.scoring(),
                renormalize,
                scale,
                groups,
                topGroups,
                s.correctionBias(),
                s.input());
    }
}

package dev.octavo.conformance.check;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wrong arguments of the operators that no backend may refuse. */
final class OpArguments {

    private static final int ROWS = 3;
    private static final int WIDTH = 10;

    private final Bench bench;
    private final Refusals refusals;
    private final TestTensor a;
    private final TestTensor b;
    private final TestTensor out;
    private final TestTensor numbers;

    OpArguments(Bench bench) {
        this.bench = bench;
        this.refusals = new Refusals(bench);
        this.a = bench.matrix("a", Role.INPUT, DType.F32, ROWS, WIDTH, false);
        this.b = bench.matrix("b", Role.INPUT, DType.F32, ROWS, WIDTH, false);
        this.out = bench.matrix("out", Role.UPDATED, DType.F32, ROWS, WIDTH, false);
        this.numbers = bench.vector("numbers", DType.I32, ROWS);
        for (TestTensor tensor : List.of(a, b, out, numbers)) {
            tensor.set(new double[tensor.size()]);
        }
    }

    private static Layout rows(int rows, int columns) {
        return Layout.matrix(rows, columns, WIDTH);
    }

    void elementwise() {
        Wrong wrong = new Wrong(SumFixture.spec(WIDTH));
        wrong.args("one input", List.of(a.ref()), List.of(out.ref()));
        wrong.args("three inputs", List.of(a.ref(), b.ref(), b.ref()), List.of(out.ref()));
        wrong.args("no output", List.of(a.ref(), b.ref()), List.of());
        wrong.args("two outputs", List.of(a.ref(), b.ref()), List.of(out.ref(), out.ref()));
        pairs(wrong);
        TensorRef row = Refusals.shaped(b, rows(1, WIDTH));
        wrong.args("one row for all, which the spec does not say", List.of(a.ref(), row), List.of(out.ref()));
        new SumFixture(bench, 2, 5).requireRight(bench.queue(), Check.ARGUMENT, "after refusals");
    }

    private void pairs(Wrong wrong) {
        for (Layout layout : List.of(rows(ROWS, WIDTH - 1), rows(ROWS - 1, WIDTH))) {
            wrong.args("a first input " + layout, List.of(Refusals.shaped(a, layout), b.ref()), List.of(out.ref()));
            wrong.args("a second input " + layout, List.of(a.ref(), Refusals.shaped(b, layout)), List.of(out.ref()));
            wrong.args("an output " + layout, List.of(a.ref(), b.ref()), List.of(Refusals.shaped(out, layout)));
        }
        for (DType type : List.of(DType.F16, DType.BF16, DType.I32)) {
            wrong.args("a first input of " + type, List.of(Refusals.typed(a, type), b.ref()), List.of(out.ref()));
            wrong.args("a second input of " + type, List.of(a.ref(), Refusals.typed(b, type)), List.of(out.ref()));
            wrong.args("an output of " + type, List.of(a.ref(), b.ref()), List.of(Refusals.typed(out, type)));
        }
        TensorRef strange = new TensorRef(new Strangers.StrangeBuffer(4 * ROWS * WIDTH), 0, DType.F32, a.layout());
        wrong.args("an input of no backend", List.of(strange, b.ref()), List.of(out.ref()));
        wrong.args("an output of no backend", List.of(a.ref(), b.ref()), List.of(strange));
    }

    void activation() {
        Wrong wrong = new Wrong(new ActivationSpec(ActivationFunction.SILU, true, WIDTH, DType.F32, DType.F32));
        wrong.args("one input", List.of(a.ref()), List.of(out.ref()));
        pairs(wrong);
        Wrong plain = new Wrong(new ActivationSpec(ActivationFunction.SILU, false, WIDTH, DType.F32, DType.F32));
        plain.args("a gate that the spec lacks", List.of(a.ref(), b.ref()), List.of(out.ref()));
    }

    void norm() {
        Wrong wrong = new Wrong(new RmsNormSpec(WIDTH, 1e-5f, 0, false, DType.F32, DType.F32, DType.F32));
        TensorRef weight = Refusals.shaped(b, Layout.vector(WIDTH));
        TensorRef x = a.ref();
        wrong.args("no weight", List.of(x), List.of(out.ref()));
        wrong.args("a short weight", List.of(x, Refusals.shaped(b, Layout.vector(WIDTH - 1))), List.of(out.ref()));
        wrong.args("a weight of rows", List.of(x, b.ref()), List.of(out.ref()));
        TensorRef half = new TensorRef(weight.buffer(), weight.byteOffset(), DType.F16, weight.layout());
        wrong.args("a weight of type f16", List.of(x, half), List.of(out.ref()));
        wrong.args("x of type bf16", List.of(Refusals.typed(a, DType.BF16), weight), List.of(out.ref()));
        wrong.args("fewer rows out", List.of(x, weight), List.of(Refusals.shaped(out, rows(ROWS - 1, WIDTH))));
        wrong.args("a narrower x", List.of(Refusals.shaped(a, rows(ROWS, WIDTH - 1)), weight), List.of(out.ref()));
        wrong.args("a residual that the spec lacks", List.of(x, weight), List.of(out.ref(), out.ref()));
    }

    void rope() {
        Wrong wrong = new Wrong(new RopeSpec(WIDTH, 4, RopeSpec.Pairing.HALVES, DType.F32));
        TensorRef cos = Refusals.shaped(a, rows(ROWS, 2));
        TensorRef sin = Refusals.shaped(b, rows(ROWS, 2));
        TensorRef x = Refusals.shaped(out, Layout.cube(ROWS, 1, WIDTH));
        List<TensorRef> inputs = List.of(numbers.ref(), cos, sin);
        wrong.args("nothing to rotate", inputs, List.of());
        wrong.args("no sine", List.of(numbers.ref(), cos), List.of(x));
        wrong.args("positions of type f32", List.of(Refusals.typed(numbers, DType.F32), cos, sin), List.of(x));
        TensorRef few = Refusals.shaped(numbers, Layout.vector(ROWS - 1));
        wrong.args("fewer positions than tokens", List.of(few, cos, sin), List.of(x));
        TensorRef wide = Refusals.shaped(a, rows(ROWS, 3));
        wrong.args("a wider cosine", List.of(numbers.ref(), wide, sin), List.of(x));
        TensorRef narrow = Refusals.shaped(out, Layout.cube(ROWS, 1, WIDTH - 1, WIDTH));
        wrong.args("narrower heads", inputs, List.of(narrow));
        TensorRef typed = new TensorRef(x.buffer(), x.byteOffset(), DType.BF16, x.layout());
        wrong.args("heads of type bf16", inputs, List.of(typed));
    }

    void gather() {
        Wrong wrong = new Wrong(new GatherSpec(WIDTH, DType.F32, DType.F32, 1));
        wrong.args("no ids", List.of(a.ref()), List.of(out.ref()));
        wrong.args("ids of type f32", List.of(a.ref(), Refusals.typed(numbers, DType.F32)), List.of(out.ref()));
        TensorRef fewer = Refusals.shaped(out, rows(ROWS - 1, WIDTH));
        wrong.args("fewer rows than ids", List.of(a.ref(), numbers.ref()), List.of(fewer));
        TensorRef narrow = Refusals.shaped(a, rows(ROWS, WIDTH - 1));
        wrong.args("a narrower table", List.of(narrow, numbers.ref()), List.of(out.ref()));
        TensorRef half = Refusals.typed(a, DType.F16);
        wrong.args("a table of type f16", List.of(half, numbers.ref()), List.of(out.ref()));
    }

    void select() {
        Wrong wrong = new Wrong(new SelectSpec(SelectSpec.Method.ARGMAX, WIDTH, 1, DType.F32));
        TensorRef picked = new TensorRef(out.ref().buffer(), out.ref().byteOffset(), DType.I32, Layout.matrix(ROWS, 1));
        TensorRef real = Refusals.shaped(out, Layout.matrix(ROWS, 1));
        wrong.args("indices of type f32", List.of(a.ref()), List.of(real));
        wrong.args("values that argmax lacks", List.of(a.ref()), List.of(picked, real));
        wrong.args("uniform numbers that argmax lacks", List.of(a.ref(), b.ref()), List.of(picked));
        TensorRef narrow = Refusals.shaped(a, rows(ROWS, WIDTH - 1));
        wrong.args("fewer columns", List.of(narrow), List.of(picked));
        TensorRef few = picked.view(0, Layout.matrix(ROWS - 1, 1));
        wrong.args("fewer rows of indices", List.of(a.ref()), List.of(few));
    }

    /** Enqueues a plan with tensors that do not fit. */
    private final class Wrong {

        private final TensorOpSpec spec;
        private final Plan<TensorOpArgs> plan;
        private final @Nullable DeviceBuffer workspace;

        Wrong(TensorOpSpec spec) {
            this.spec = spec;
            this.plan = bench.keep(bench.backend().ops().prepare(spec));
            this.workspace = bench.workspace(plan);
        }

        void args(String what, List<TensorRef> inputs, List<TensorRef> outputs) {
            refusals.require(
                    spec.getClass().getSimpleName() + " with " + what,
                    sink -> plan.enqueue(sink, new TensorOpArgs(inputs, outputs), workspace));
        }
    }
}

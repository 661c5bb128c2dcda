package dev.octavo.conformance.reference;

import static dev.octavo.conformance.reference.Expect.ANY;

import dev.octavo.spi.TensorRef;
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
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.List;

/** Checks the tensors of one operator against its spec. */
final class OpChecks {

    private static final int MAX_ROTATED = 8;

    private final Expect expect;
    private final TensorOpSpec spec;
    private final List<TensorRef> inputs;
    private final List<TensorRef> outputs;

    OpChecks(ReferenceBackend owner, TensorOpSpec spec, TensorOpArgs args) {
        this.expect = new Expect(owner, spec.toString());
        this.spec = spec;
        this.inputs = args.inputs();
        this.outputs = args.outputs();
    }

    /** Number of inputs of an operator that is no chain. */
    static int inputs(TensorOpSpec spec) {
        return switch (spec) {
            case GatherSpec gather -> 2;
            case RmsNormSpec norm -> 2;
            case LayerNormSpec norm -> 1 + (norm.hasWeight() ? 1 : 0) + (norm.hasBias() ? 1 : 0);
            case RopeSpec rope -> 3;
            case ActivationSpec activation -> activation.gated() ? 2 : 1;
            case ElementwiseSpec elementwise -> 2;
            case CastSpec cast -> 1;
            case SoftmaxSpec softmax -> 1;
            case SelectSpec select -> select.method() == SelectSpec.Method.SAMPLE ? 2 : 1;
            case DrawSpec draw -> 3;
            case ExpertRouteSpec route -> route.correctionBias() ? 2 : 1;
            case ChainSpec chain -> throw new IllegalArgumentException("a chain has the inputs of its steps: " + chain);
        };
    }

    /** Number of outputs of an operator that is no chain; a rotation may have more. */
    static int minimumOutputs(TensorOpSpec spec) {
        return switch (spec) {
            case RmsNormSpec norm -> norm.addResidual() ? 2 : 1;
            case LayerNormSpec norm -> norm.addResidual() ? 2 : 1;
            case SelectSpec select -> select.method() == SelectSpec.Method.TOP_K ? 2 : 1;
            case ExpertRouteSpec route -> 4;
            default -> 1;
        };
    }

    /** Whether the operator reads what its outputs held. */
    static boolean updatesOutputs(TensorOpSpec spec) {
        return switch (spec) {
            case RopeSpec rope -> true;
            case RmsNormSpec norm -> norm.addResidual();
            case LayerNormSpec norm -> norm.addResidual();
            default -> false;
        };
    }

    /** Throws {@link IllegalArgumentException} for tensors that do not fit. */
    void check() {
        expect.count("inputs", inputs(spec), inputs);
        int minimum = minimumOutputs(spec);
        if (spec instanceof RopeSpec) {
            expect.atMost("number of rotated tensors less one", MAX_ROTATED - 1L, outputs.size() - 1L);
        } else {
            expect.count("outputs", minimum, outputs);
        }
        int rows = inputs.get(0).layout().rows();
        switch (spec) {
            case GatherSpec gather -> gather(gather);
            case RmsNormSpec norm -> norm(norm.width(), norm.input(), norm.weight(), norm.output(), norm.addResidual());
            case LayerNormSpec norm ->
                norm(norm.width(), norm.input(), norm.weight(), norm.output(), norm.addResidual());
            case RopeSpec rope -> rope(rope);
            case ActivationSpec activation ->
                rows(inputs, activation.input(), activation.output(), rows, activation.width());
            case ElementwiseSpec elementwise -> elementwise(elementwise, rows);
            case CastSpec cast -> rows(inputs, cast.input(), cast.output(), rows, cast.width());
            case SoftmaxSpec softmax -> rows(inputs, softmax.input(), DType.F32, rows, softmax.width());
            case SelectSpec select -> select(select, rows);
            case DrawSpec draw -> draw(draw, rows);
            case ExpertRouteSpec route -> route(route, rows);
            case ChainSpec chain -> throw new IllegalArgumentException("check the steps of " + chain);
        }
    }

    private void rows(List<TensorRef> refs, DType input, DType output, int rows, int width) {
        for (TensorRef ref : refs) {
            expect.input("input", ref, input, 1, rows, width);
        }
        output(0, output, rows, width);
    }

    private void output(int index, DType type, int rows, int columns) {
        expect.output("output " + index, outputs.get(index), type, 1, rows, columns);
    }

    private void gather(GatherSpec gather) {
        int count = inputs.get(1).layout().columns();
        expect.input("table", inputs.get(0), gather.table(), 1, ANY, gather.width());
        expect.input("ids", inputs.get(1), DType.I32, 1, 1, count);
        output(0, gather.output(), count, gather.width());
    }

    private void norm(int width, DType input, DType weight, DType output, boolean addResidual) {
        Layout x = inputs.get(0).layout();
        for (TensorRef vector : inputs.subList(1, inputs.size())) {
            expect.input("weight or bias", vector, weight, 1, 1, width);
        }
        expect.input("x", inputs.get(0), input, x.batch(), x.rows(), width);
        expect.output("out", outputs.get(0), output, x.batch(), x.rows(), width);
        if (addResidual) {
            expect.output("residual", outputs.get(1), input, x.batch(), x.rows(), width);
        }
    }

    private void rope(RopeSpec rope) {
        int tokens = inputs.get(0).layout().columns();
        int positions = inputs.get(1).layout().rows();
        expect.input("positions", inputs.get(0), DType.I32, 1, 1, tokens);
        expect.input("cos", inputs.get(1), DType.F32, 1, positions, rope.rotaryDim() / 2);
        expect.input("sin", inputs.get(2), DType.F32, 1, positions, rope.rotaryDim() / 2);
        for (TensorRef output : outputs) {
            expect.output("rotated tensor", output, rope.type(), tokens, ANY, rope.headDim());
        }
    }

    private void elementwise(ElementwiseSpec elementwise, int rows) {
        int rightRows = elementwise.broadcast() ? 1 : rows;
        expect.input("a", inputs.get(0), elementwise.left(), 1, rows, elementwise.width());
        expect.input("b", inputs.get(1), elementwise.right(), 1, rightRows, elementwise.width());
        output(0, elementwise.output(), rows, elementwise.width());
    }

    private void select(SelectSpec select, int rows) {
        expect.input("x", inputs.get(0), select.input(), 1, rows, select.width());
        if (select.method() == SelectSpec.Method.SAMPLE) {
            expect.input("uniform numbers", inputs.get(1), DType.F32, 1, 1, rows);
        }
        output(0, DType.I32, rows, select.count());
        if (select.method() == SelectSpec.Method.TOP_K) {
            output(1, DType.F32, rows, select.count());
        }
    }

    private void draw(DrawSpec draw, int rows) {
        expect.input("x", inputs.get(0), draw.input(), 1, rows, draw.width());
        expect.input("settings", inputs.get(1), DType.F32, 1, rows, 3);
        expect.input("draws", inputs.get(2), DType.I32, 1, rows, 3);
        output(0, DType.I32, rows, 1);
    }

    private void route(ExpertRouteSpec route, int tokens) {
        expect.input("logits", inputs.get(0), route.input(), 1, tokens, route.experts());
        if (route.correctionBias()) {
            expect.input("correction bias", inputs.get(1), DType.F32, 1, 1, route.experts());
        }
        output(0, DType.I32, tokens, route.topK());
        output(1, DType.F32, tokens, route.topK());
        output(2, DType.I32, 1, route.experts() + 1);
        output(3, DType.I32, 1, tokens * route.topK());
    }
}

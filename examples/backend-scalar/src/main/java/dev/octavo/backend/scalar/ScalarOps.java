package dev.octavo.backend.scalar;

import static dev.octavo.backend.scalar.ScalarBackend.READ;
import static dev.octavo.spi.op.ActivationFunction.SILU;
import static dev.octavo.spi.op.SelectSpec.Method.ARGMAX;
import static dev.octavo.tensor.DType.F32;
import static dev.octavo.tensor.DType.I32;

import dev.octavo.spi.*;
import dev.octavo.spi.op.*;
import dev.octavo.tensor.*;
import java.util.*;
import java.util.function.*;
import org.jspecify.annotations.Nullable;

/** The operators of Core, row by row. */
record ScalarOps(ScalarBackend backend) implements TensorOps, ScalarPlan.Family<TensorOpSpec, TensorOpArgs> {

    @Override
    public @Nullable Consumer<TensorOpArgs> body(TensorOpSpec spec) {
        return switch (spec) {
            case GatherSpec s when READ.contains(s.table()) && f32(s.output()) -> args -> gather(s, args);
            case RmsNormSpec s when READ.contains(s.weight()) && f32(s.input(), s.output()) -> args -> norm(s, args);
            case RopeSpec s when f32(s.type()) -> args -> rotate(s, args);
            case ActivationSpec s when s.function() == SILU && f32(s.input(), s.output()) -> args -> activate(s, args);
            case ElementwiseSpec s when f32(s.left(), s.right(), s.output()) -> args -> combine(s, args);
            case SelectSpec s when s.method() == ARGMAX && s.count() == 1 && f32(s.input()) -> args -> argmax(s, args);
            default -> null;
        };
    }

    private static boolean f32(DType... types) {
        return Arrays.stream(types).allMatch(type -> type == F32);
    }

    private void activate(ActivationSpec spec, TensorOpArgs args) {
        DoubleBinaryOperator silu = (x, y) -> x / (1 + Math.exp(-x)) * (spec.gated() ? y : 1);
        pointwise(spec, args, spec.gated() ? 2 : 1, false, spec.width(), silu);
    }

    private void combine(ElementwiseSpec spec, TensorOpArgs args) {
        DoubleBinaryOperator function = switch (spec.operation()) {
            case ADD -> (x, y) -> x + y;
            case SUBTRACT -> (x, y) -> x - y;
            case MULTIPLY -> (x, y) -> x * y;
        };
        pointwise(spec, args, 2, spec.broadcast(), spec.width(), function);
    }

    private static void count(Object spec, TensorOpArgs args, int inputs, int outputs) {
        if (args.inputs().size() != inputs || args.outputs().size() != outputs) {
            throw new IllegalArgumentException(inputs + " inputs and " + outputs + " outputs belong to " + spec);
        }
    }

    private void gather(GatherSpec spec, TensorOpArgs args) {
        count(spec, args, 2, 1);
        int number = args.inputs().get(1).layout().columns();
        Tensor table = Tensor.of(backend, "table", args.inputs().get(0), spec.table(), Tensor.ANY, spec.width());
        Tensor ids = Tensor.of(backend, "ids", args.inputs().get(1), I32, 1, number);
        Tensor out = Tensor.of(backend, "out", args.outputs().getFirst(), F32, number, spec.width());
        for (int i = 0; i < number; i++) {
            int id = ids.integer(0, i);
            float[] row = id >= 0 && id < table.layout().rows() ? table.row(0, id) : new float[spec.width()];
            for (int j = 0; j < row.length; j++) {
                row[j] *= spec.scale();
            }
            out.row(0, i, row);
        }
    }

    private void norm(RmsNormSpec spec, TensorOpArgs args) {
        count(spec, args, 2, spec.addResidual() ? 2 : 1);
        Layout shape = args.inputs().getFirst().layout();
        Tensor x = alike("x", args.inputs().getFirst(), shape, spec.width());
        Tensor out = alike("out", args.outputs().getFirst(), shape, spec.width());
        Tensor residual = alike("residual", args.outputs().getLast(), shape, spec.width());
        float[] weight = Tensor.of(backend, "weight", args.inputs().get(1), spec.weight(), 1, spec.width())
                .row(0, 0);
        for (int batch = 0; batch < shape.batch(); batch++) {
            for (int row = 0; row < shape.rows(); row++) {
                float[] values = x.row(batch, row);
                if (spec.addResidual()) {
                    float[] before = residual.row(batch, row);
                    for (int i = 0; i < values.length; i++) {
                        values[i] += before[i];
                    }
                    residual.row(batch, row, values);
                }
                double scale = 1 / Math.sqrt(ScalarGemm.dot(values, values) / spec.width() + spec.epsilon());
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (values[i] * scale * ((double) spec.weightOffset() + weight[i]));
                }
                out.row(batch, row, values);
            }
        }
    }

    private Tensor alike(String name, TensorRef ref, Layout shape, int width) {
        return Tensor.of(backend, name, ref, F32, shape.batch(), shape.rows(), width);
    }

    private void rotate(RopeSpec spec, TensorOpArgs args) {
        count(spec, args, 3, Math.clamp(args.outputs().size(), 1, 8)); // One to eight tensors.
        int tokens = args.inputs().get(0).layout().columns();
        int table = args.inputs().get(1).layout().rows();
        Tensor positions = Tensor.of(backend, "positions", args.inputs().get(0), I32, 1, tokens);
        Tensor cos = Tensor.of(backend, "cos", args.inputs().get(1), F32, table, spec.rotaryDim() / 2);
        Tensor sin = Tensor.of(backend, "sin", args.inputs().get(2), F32, table, spec.rotaryDim() / 2);
        List<Tensor> rotated = args.outputs().stream()
                .map(ref -> Tensor.of(backend, "rotated", ref, F32, tokens, Tensor.ANY, spec.headDim()))
                .toList();
        boolean halves = spec.pairing() == RopeSpec.Pairing.HALVES;
        for (int token = 0; token < tokens; token++) {
            float[] c = cos.row(0, positions.integer(0, token));
            float[] s = sin.row(0, positions.integer(0, token));
            for (Tensor tensor : rotated) {
                for (int head = 0; head < tensor.layout().rows(); head++) {
                    float[] row = tensor.row(token, head);
                    for (int j = 0; j < c.length; j++) {
                        int first = halves ? j : 2 * j;
                        int second = halves ? j + c.length : 2 * j + 1;
                        double x = row[first];
                        double y = row[second];
                        row[first] = (float) (x * c[j] - y * s[j]);
                        row[second] = (float) (y * c[j] + x * s[j]);
                    }
                    tensor.row(token, head, row);
                }
            }
        }
    }

    /** A function of the first and the last input, in f64, from which rounding to f32 is right. */
    private void pointwise(
            Object spec, TensorOpArgs args, int inputs, boolean broadcast, int width, DoubleBinaryOperator function) {
        count(spec, args, inputs, 1);
        int rows = args.inputs().getFirst().layout().rows();
        Tensor a = Tensor.of(backend, "a", args.inputs().get(0), F32, rows, width);
        Tensor b = Tensor.of(backend, "b", args.inputs().get(inputs - 1), F32, broadcast ? 1 : rows, width);
        Tensor out = Tensor.of(backend, "out", args.outputs().getFirst(), F32, rows, width);
        for (int row = 0; row < rows; row++) {
            float[] x = a.row(0, row);
            float[] y = b.row(0, broadcast ? 0 : row);
            for (int i = 0; i < width; i++) {
                x[i] = (float) function.applyAsDouble(x[i], y[i]);
            }
            out.row(0, row, x);
        }
    }

    private void argmax(SelectSpec spec, TensorOpArgs args) {
        count(spec, args, 1, 1);
        int rows = args.inputs().getFirst().layout().rows();
        Tensor x = Tensor.of(backend, "x", args.inputs().get(0), F32, rows, spec.width());
        Tensor out = Tensor.of(backend, "out", args.outputs().getFirst(), I32, rows, 1);
        for (int row = 0; row < rows; row++) {
            float[] values = x.row(0, row);
            int best = 0;
            float largest = Float.NEGATIVE_INFINITY; // NaN counts as that.
            for (int i = 0; i < values.length; i++) {
                best = values[i] > largest ? i : best;
                largest = values[i] > largest ? values[i] : largest;
            }
            out.integer(row, 0, best);
        }
    }
}

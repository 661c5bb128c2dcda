package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Operators over whole rows: softmax and selection. */
final class RowCases {

    private static final int[][] SHAPES = {{1, 1}, {4, 7}, {3, 33}, {2, 1000}, {1, 32003}};

    private RowCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : List.of(F32, BF16, F16)) {
            for (int i = 0; i < SHAPES.length; i++) {
                boolean strided = i % 2 == 1;
                cases.add(softmax(
                        new SoftmaxSpec(SHAPES[i][1], false, i % 2 == 0 ? 1 : 0.37f, type), SHAPES[i][0], strided));
                cases.add(softmax(new SoftmaxSpec(SHAPES[i][1], true, 1, type), SHAPES[i][0], !strided));
                cases.add(select(SelectSpec.Method.ARGMAX, SHAPES[i], 1, type, strided));
                cases.add(
                        select(SelectSpec.Method.TOP_K, SHAPES[i], Math.min(SHAPES[i][1], 5 * i + 1), type, !strided));
                if (type == F32) {
                    cases.add(select(SelectSpec.Method.SAMPLE, SHAPES[i], 1, type, strided));
                }
            }
        }
        return cases.stream();
    }

    private static KernelCase softmax(SoftmaxSpec spec, int rows, boolean strided) {
        String id = "softmax[t=" + GemmCase.name(spec.input()) + ",shape=" + rows + "x" + spec.width() + ",log="
                + spec.logarithm() + ",scale=" + spec.scale() + OpCases.layout(strided);
        return OpCases.of(
                id,
                spec,
                strided,
                EnumSet.of(Pass.RANDOM),
                tensors -> tensors.step(
                        spec,
                        List.of(tensors.input("x", spec.input(), rows, spec.width(), logits(!spec.logarithm()))),
                        List.of(tensors.output("out", F32, rows, spec.width()))));
    }

    /** Some entries are negative infinity, and where wanted all of the last row of several. */
    private static Numbers logits(boolean emptyRow) {
        return (fill, tensor) -> {
            double[] numbers = new double[tensor.size()];
            int columns = tensor.layout().columns();
            int rows = tensor.layout().rows();
            for (int i = 0; i < numbers.length; i++) {
                boolean empty = emptyRow && rows > 2 && i / columns == rows - 1;
                boolean hole = i % columns > 0 && fill.integer(0, 5) == 0;
                numbers[i] = empty || hole ? Double.NEGATIVE_INFINITY : fill.between(-12, 12);
            }
            return numbers;
        };
    }

    private static KernelCase select(SelectSpec.Method method, int[] shape, int count, DType type, boolean strided) {
        SelectSpec spec = new SelectSpec(method, shape[1], count, type);
        String id = "select[" + GemmCase.name(method) + ",t=" + GemmCase.name(type) + ",shape=" + shape[0] + "x"
                + shape[1] + ",count=" + count + OpCases.layout(strided);
        boolean sample = method == SelectSpec.Method.SAMPLE;
        // Small integers have many equals, of which the lowest index has to win.
        EnumSet<Pass> passes = sample ? EnumSet.of(Pass.RANDOM) : EnumSet.allOf(Pass.class);
        return OpCases.of(id, spec, strided, passes, tensors -> {
            Numbers numbers = sample ? Numbers.each(RowCases::probability) : Numbers.upTo(3);
            List<TestTensor> inputs = new ArrayList<>();
            inputs.add(tensors.input("x", type, shape[0], shape[1], numbers));
            if (sample) {
                inputs.add(tensors.vector("uniform", F32, shape[0], Numbers.between(0, 0.9999)));
            }
            List<TestTensor> outputs = new ArrayList<>();
            outputs.add(tensors.output("indices", DType.I32, shape[0], count));
            if (method == SelectSpec.Method.TOP_K) {
                outputs.add(tensors.output("values", F32, shape[0], count));
            }
            return tensors.step(spec, inputs, outputs);
        });
    }

    private static double probability(Fill fill) {
        // Never 0 everywhere, and not of sum 1: the operator divides by the sum.
        return fill.integer(0, 4) == 0 ? 0x1p-20 : fill.between(0, 1);
    }
}

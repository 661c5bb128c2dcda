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

    private static final int[][] SHAPES = {
        {1, 1},
        {4, 7},
        {3, 33},
        {2, 1000},
        {5, 16},
        {7, 17},
        {33, 256},
        {9, 64},
        {4, 2049},
        {1, 32003},
        {2, 50257},
        {1, 151936},
        {0, 40}
    };

    private RowCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : List.of(F32, BF16, F16)) {
            for (int i = 0; i < SHAPES.length; i++) {
                boolean strided = i % 2 == 1;
                int width = SHAPES[i][1];
                for (Logits logits : Logits.values()) {
                    cases.add(softmax(
                            new SoftmaxSpec(width, false, i % 2 == 0 ? 1 : 0.37f, type),
                            SHAPES[i][0],
                            logits,
                            strided));
                    cases.add(softmax(new SoftmaxSpec(width, true, 1, type), SHAPES[i][0], logits, !strided));
                }
                cases.add(select(SelectSpec.Method.ARGMAX, SHAPES[i], 1, type, Picks.TIES, strided));
                cases.add(select(SelectSpec.Method.ARGMAX, SHAPES[i], 1, type, Picks.HOLES, !strided));
                cases.add(select(
                        SelectSpec.Method.TOP_K, SHAPES[i], Math.min(width, 5 * i + 1), type, Picks.TIES, !strided));
                cases.add(select(SelectSpec.Method.TOP_K, SHAPES[i], Math.min(width, 64), type, Picks.HOLES, strided));
                cases.add(
                        select(SelectSpec.Method.TOP_K, SHAPES[i], Math.min(width, 300), type, Picks.SORTED, strided));
                cases.add(select(SelectSpec.Method.SAMPLE, SHAPES[i], 1, type, Picks.TIES, strided));
                cases.add(select(SelectSpec.Method.SAMPLE, SHAPES[i], 1, type, Picks.HOLES, !strided));
            }
        }
        return cases.stream();
    }

    /** What the inputs of a softmax are like. */
    private enum Logits {
        USUAL,
        /** So large that exponentials overflow unless the largest is subtracted, and so far apart that all but one vanish. */
        LARGE
    }

    /** What is picked from. */
    private enum Picks {
        /** Few different numbers, of which the lowest index has to win. */
        TIES,
        /** NaN, infinities and, for probabilities, negative numbers; one row of nothing else. */
        HOLES,
        /** Rising numbers, so that each displaces another. */
        SORTED
    }

    private static KernelCase softmax(SoftmaxSpec spec, int rows, Logits logits, boolean strided) {
        boolean inPlace = strided && spec.input() == F32 && !spec.logarithm();
        String id = "softmax[t=" + GemmCase.name(spec.input()) + ",shape=" + rows + "x" + spec.width() + ",log="
                + spec.logarithm() + ",scale=" + spec.scale() + (logits == Logits.LARGE ? ",large" : "")
                + (inPlace ? ",inplace" : "")
                + OpCases.layout(strided);
        return OpCases.of(id, spec, strided, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor.Role role = inPlace ? TestTensor.Role.UPDATED : TestTensor.Role.INPUT;
            TestTensor x = tensors.cube("x", role, spec.input(), 1, rows, spec.width(), logits(logits));
            TestTensor out = inPlace ? x : tensors.output("out", F32, rows, spec.width());
            return tensors.step(spec, List.of(x), List.of(out));
        });
    }

    /** Some entries are negative infinity, and all of the last row of several. */
    private static Numbers logits(Logits kind) {
        return (fill, tensor) -> {
            double[] numbers = new double[tensor.size()];
            int columns = tensor.layout().columns();
            int rows = tensor.layout().rows();
            double limit = kind == Logits.LARGE ? 30000 : 12;
            for (int i = 0; i < numbers.length; i++) {
                int row = i / columns;
                boolean empty = rows > 2 && row == rows - 1;
                boolean hole = i % columns > 0 && fill.integer(0, 5) == 0;
                // All equal in one row.
                double number = rows > 3 && row == 1 ? limit : fill.between(-limit, limit);
                numbers[i] = empty || hole ? Double.NEGATIVE_INFINITY : number;
            }
            return numbers;
        };
    }

    private static KernelCase select(
            SelectSpec.Method method, int[] shape, int count, DType type, Picks picks, boolean strided) {
        SelectSpec spec = new SelectSpec(method, shape[1], count, type);
        String id = "select[" + GemmCase.name(method) + ",t=" + GemmCase.name(type) + ",shape=" + shape[0] + "x"
                + shape[1] + ",count=" + count + "," + GemmCase.name(picks) + OpCases.layout(strided);
        boolean sample = method == SelectSpec.Method.SAMPLE;
        EnumSet<Pass> passes = picks == Picks.TIES && !sample ? EnumSet.allOf(Pass.class) : EnumSet.of(Pass.RANDOM);
        return OpCases.of(id, spec, strided, passes, tensors -> {
            List<TestTensor> inputs = new ArrayList<>();
            inputs.add(tensors.input("x", type, shape[0], shape[1], numbers(picks, sample)));
            if (sample) {
                inputs.add(tensors.vector("uniform", F32, shape[0], Numbers.each(RowCases::uniform)));
            }
            List<TestTensor> outputs = new ArrayList<>();
            outputs.add(tensors.output("indices", DType.I32, shape[0], count));
            if (method == SelectSpec.Method.TOP_K) {
                outputs.add(tensors.output("values", F32, shape[0], count));
            }
            return tensors.step(spec, inputs, outputs);
        });
    }

    private static Numbers numbers(Picks picks, boolean sample) {
        return switch (picks) {
            case TIES -> sample ? Numbers.each(RowCases::probability) : Numbers.upTo(3);
            case SORTED ->
                (fill, tensor) -> {
                    double[] numbers = new double[tensor.size()];
                    for (int i = 0; i < numbers.length; i++) {
                        numbers[i] = Math.floorDiv(i % tensor.layout().columns(), 3);
                    }
                    return numbers;
                };
            case HOLES ->
                (fill, tensor) -> {
                    double[] numbers = new double[tensor.size()];
                    for (int i = 0; i < numbers.length; i++) {
                        boolean empty = i / tensor.layout().columns() % 4 == 1;
                        numbers[i] = hole(fill, empty, sample);
                    }
                    return numbers;
                };
        };
    }

    private static double hole(Fill fill, boolean empty, boolean sample) {
        return switch (fill.integer(0, empty ? 3 : 6)) {
            case 0 -> Double.NaN;
            case 1 -> sample ? -fill.between(0, 2) : Double.NEGATIVE_INFINITY;
            case 2 -> sample ? 0 : Double.NEGATIVE_INFINITY;
            case 3 -> sample ? probability(fill) : fill.integer(0, 2) == 0 ? 0.0 : -0.0;
            default -> sample ? probability(fill) : fill.integer(-3, 4);
        };
    }

    /** Now and then the smallest and the largest numbers that there are in [0, 1). */
    private static double uniform(Fill fill) {
        return switch (fill.integer(0, 6)) {
            case 0 -> 0;
            case 1 -> 1 - 0x1p-24;
            default -> fill.between(0, 0.9999);
        };
    }

    private static double probability(Fill fill) {
        // Never 0 everywhere, and not of sum 1: the operator divides by the sum.
        return fill.integer(0, 4) == 0 ? 0x1p-20 : fill.between(0, 1);
    }
}

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

/** Rows whose decisive numbers stand where kernels go wrong: at the ends of tiles and rows, among equals, among nothing but negative numbers. */
final class PlantedRowCases {

    private static final int[] WIDTHS = {2, 7, 8, 9, 16, 17, 33, 64, 65, 129, 1025, 4097};
    private static final int ROWS = 12;

    private PlantedRowCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (int i = 0; i < WIDTHS.length; i++) {
            int width = WIDTHS[i];
            DType type = List.of(F32, BF16, F16).get(i % 3);
            cases.add(select(SelectSpec.Method.ARGMAX, F32, width, 1, i % 2 == 0));
            cases.add(select(SelectSpec.Method.TOP_K, type, width, Math.min(width, 1 + i), i % 2 == 1));
            cases.add(sample(width, i % 2 == 0));
            cases.add(softmax(width, false, i % 2 == 1));
            cases.add(softmax(width, true, i % 2 == 0));
        }
        return cases.stream();
    }

    private static String id(String what, DType type, int width, String rest, boolean strided) {
        return what + ",t=" + GemmCase.name(type) + ",planted,shape=" + ROWS + "x" + width + rest
                + OpCases.layout(strided);
    }

    private static KernelCase select(SelectSpec.Method method, DType type, int width, int count, boolean strided) {
        SelectSpec spec = new SelectSpec(method, width, count, type);
        String id = id("select[" + GemmCase.name(method), type, width, ",count=" + count, strided);
        return OpCases.of(id, spec, strided, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor x = tensors.input("x", type, ROWS, width, PlantedRowCases::ranked);
            TestTensor indices = tensors.output("indices", DType.I32, ROWS, count);
            return tensors.step(
                    spec,
                    List.of(x),
                    method == SelectSpec.Method.TOP_K
                            ? List.of(indices, tensors.output("values", F32, ROWS, count))
                            : List.of(indices));
        });
    }

    /** The largest number of a row stands last, first, behind the last whole tile or twice; the others are smaller, in half of the rows all are negative. */
    private static double[] ranked(Fill fill, TestTensor tensor) {
        int width = tensor.layout().columns();
        double[] numbers = new double[tensor.size()];
        for (int row = 0; row < ROWS; row++) {
            double offset = row % 2 == 0 ? -20 : 4;
            for (int i = 0; i < width; i++) {
                numbers[row * width + i] = offset + Math.rint(fill.between(-16, 16)) * 0.25;
            }
            int place = switch (row % 6) {
                case 0 -> width - 1;
                case 1 -> 0;
                case 2 -> Math.max(width / 8 * 8 - 1, 0);
                case 3 -> Math.min(width / 8 * 8, width - 1);
                default -> fill.integer(0, width);
            };
            numbers[row * width + place] = offset + 8;
            if (row % 6 == 5) {
                // Two equals far from each other, and NaN before them.
                numbers[row * width] = Double.NaN;
                numbers[row * width + width - 1] = offset + 8;
            }
        }
        return numbers;
    }

    private static KernelCase sample(int width, boolean strided) {
        SelectSpec spec = new SelectSpec(SelectSpec.Method.SAMPLE, width, 1, F32);
        return OpCases.of(
                id("select[sample", F32, width, ",count=1", strided),
                spec,
                strided,
                EnumSet.of(Pass.RANDOM),
                tensors -> {
                    TestTensor x = tensors.input("x", F32, ROWS, width, PlantedRowCases::probabilities);
                    TestTensor uniform = tensors.vector("uniform", F32, ROWS, PlantedRowCases::uniform);
                    return tensors.step(
                            spec, List.of(x, uniform), List.of(tensors.output("indices", DType.I32, ROWS, 1)));
                });
    }

    /** Rows of sums far from 1; in every third one most of the weight stands in the last column. */
    private static double[] probabilities(Fill fill, TestTensor tensor) {
        int width = tensor.layout().columns();
        double[] numbers = new double[tensor.size()];
        for (int row = 0; row < ROWS; row++) {
            double scale = Math.scalb(1.0, row - 6);
            for (int i = 0; i < width; i++) {
                boolean nothing = (fill.integer(0, 4) == 0 && i + 1 < width) || row == ROWS - 1;
                numbers[row * width + i] = nothing ? nothing(row, i) : scale * fill.between(0.1, 1);
            }
            if (row % 3 == 2 && row < ROWS - 1) {
                numbers[row * width + width - 1] = scale * width;
            }
        }
        return numbers;
    }

    /** Zero, or what counts as zero. The last row has nothing else, so that column 0 has to be picked. */
    private static double nothing(int row, int column) {
        return switch ((row + column) % 3) {
            case 0 -> 0;
            case 1 -> -0.75;
            default -> row % 2 == 0 ? -3 : Double.NaN;
        };
    }

    private static double[] uniform(Fill fill, TestTensor tensor) {
        double[] numbers = new double[tensor.size()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = row == 0 ? 0 : row == 1 ? 0.999 : fill.between(0.02, 0.98);
        }
        return numbers;
    }

    private static KernelCase softmax(int width, boolean logarithm, boolean strided) {
        SoftmaxSpec spec = new SoftmaxSpec(width, logarithm, logarithm ? 1 : 0.5f, F32);
        String rest = ",log=" + logarithm + ",scale=" + spec.scale();
        return OpCases.of(
                id("softmax[plain", F32, width, rest, strided), spec, strided, EnumSet.of(Pass.RANDOM), tensors -> {
                    TestTensor x = tensors.input("x", F32, ROWS, width, PlantedRowCases::logits);
                    return tensors.step(spec, List.of(x), List.of(tensors.output("out", F32, ROWS, width)));
                });
    }

    /** Large logits, whose exponentials would overflow; shares too small for an exponential; one logit alone; equal ones; holes. */
    private static double[] logits(Fill fill, TestTensor tensor) {
        int width = tensor.layout().columns();
        double[] numbers = new double[tensor.size()];
        for (int i = 0; i < numbers.length; i++) {
            int column = i % width;
            numbers[i] = switch (i / width % 6) {
                case 0 -> 300 + fill.between(-4, 4);
                case 1 -> column == width - 1 ? 5 : fill.between(-60, -25);
                case 2 -> column == width / 2 ? -3 : Double.NEGATIVE_INFINITY;
                case 3 -> -1.5;
                case 4 -> fill.integer(0, 3) == 0 && column > 0 ? Double.NEGATIVE_INFINITY : fill.between(-8, 8);
                default -> fill.between(-3, 3);
            };
        }
        return numbers;
    }
}

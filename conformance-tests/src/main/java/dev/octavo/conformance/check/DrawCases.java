package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.spi.op.DrawSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Draws from logits. Thresholds and random numbers are planted where a small error of an exponential changes nothing, so that there is one right column: among a few candidates far apart, each likely, with others that
 * hardly weigh anything.
 */
final class DrawCases {

    private static final int[] WIDTHS = {1, 2, 9, 64, 257, 1000, 4099, 32003, 151936};
    private static final int ROWS = 14;
    private static final int SETTINGS = 3;
    private static final int LOW_BITS = 27;

    private DrawCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (int i = 0; i < WIDTHS.length; i++) {
            for (Row kind : Row.values()) {
                cases.add(draw(WIDTHS[i], i % 3 == 1 ? F16 : F32, kind, i % 2 == 1));
            }
        }
        return cases.stream();
    }

    /** What rows are like. */
    private enum Row {
        /** A few likely columns among many unlikely ones. */
        PEAKED,
        /** Many equal logits. */
        EQUAL,
        /** NaN, infinities, holes. */
        HOLES
    }

    private static KernelCase draw(int width, DType type, Row kind, boolean strided) {
        DrawSpec spec = new DrawSpec(width, type);
        int rows = width > 5000 ? 5 : ROWS;
        String id = "draw[" + GemmCase.name(kind) + ",t=" + GemmCase.name(type) + ",shape=" + rows + "x" + width
                + OpCases.layout(strided);
        KernelCase found = OpCases.of(id, spec, strided, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor x = tensors.input("x", type, rows, width, (fill, tensor) -> logits(fill, tensor, kind));
            TestTensor settings = tensors.input("settings", F32, rows, SETTINGS, DrawCases::settings);
            TestTensor draws = tensors.input("draws", DType.I32, rows, SETTINGS, DrawCases::draws);
            return tensors.step(
                    spec, List.of(x, settings, draws), List.of(tensors.output("index", DType.I32, rows, 1)));
        });
        return width > 5000 && kind != Row.PEAKED ? found.notInSmoke() : found;
    }

    private static double[] logits(Fill fill, TestTensor tensor, Row kind) {
        int width = tensor.layout().columns();
        double[] numbers = new double[tensor.size()];
        for (int row = 0; row * width < numbers.length; row++) {
            int at = row * width;
            double offset = row % 3 == 0 ? -7 : 5;
            for (int i = 0; i < width; i++) {
                numbers[at + i] = switch (kind) {
                    case PEAKED -> offset - 24 + Math.rint(fill.between(-8, 2));
                    case EQUAL -> row % 2 == 0 ? offset : offset - 2 * (i % 2);
                    case HOLES -> fill.integer(0, 3) == 0 ? offset : Double.NEGATIVE_INFINITY;
                };
            }
            if (kind == Row.PEAKED) {
                // Weights 1, 1/e and so on at places far from each other.
                for (int peak = 0; peak < Math.min(5, width); peak++) {
                    numbers[at + (int) ((long) peak * 37 * (width / 5 + 1) + row) % width] = offset - peak;
                }
            } else if (kind == Row.HOLES) {
                hole(numbers, at, width, row);
            }
        }
        return numbers;
    }

    private static void hole(double[] numbers, int at, int width, int row) {
        switch (row % 5) {
            case 0 -> numbers[at + width / 2] = Double.NaN;
            case 1 -> numbers[at + width - 1] = Double.POSITIVE_INFINITY;
            case 2 -> Arrays.fill(numbers, at, at + width, Double.NEGATIVE_INFINITY);
            case 3 -> {
                Arrays.fill(numbers, at, at + width, Double.NEGATIVE_INFINITY);
                numbers[at + width - 1] = 3;
            }
            default -> numbers[at] = 0;
        }
    }

    /** Each row with others of the ways to choose; shares of what the peaks weigh that no sum of theirs is near to. */
    private static double[] settings(Fill fill, TestTensor tensor) {
        double[] numbers = new double[tensor.size()];
        for (int row = 0; row * SETTINGS < numbers.length; row++) {
            boolean greedy = row % 7 == 0;
            numbers[row * SETTINGS] = greedy ? 0 : row % 3 == 1 ? 0.5 : 1;
            numbers[row * SETTINGS + 1] = row % 4 == 2 ? 0.2 : 0;
            numbers[row * SETTINGS + 2] = row % 2 == 1 ? 0.78125 : 1;
        }
        return numbers;
    }

    private static double[] draws(Fill fill, TestTensor tensor) {
        double[] numbers = new double[tensor.size()];
        for (int row = 0; row * SETTINGS < numbers.length; row++) {
            numbers[row * SETTINGS] = row % 5 == 3 ? 3 : row % 5 == 4 ? 100_000_000 : 0;
            // Shares at which no few equal or falling weights have an edge.
            double share = new double[] {0.0, 0.4142135, 0.8123457, 0.9741231, 0.1370001}[row % 5];
            long random = (long) (share * 0x1p53);
            numbers[row * SETTINGS + 1] = random >>> LOW_BITS;
            numbers[row * SETTINGS + 2] = random & ((1L << LOW_BITS) - 1);
        }
        return numbers;
    }
}

package dev.octavo.conformance.check;

import java.util.Arrays;

/** Operands of matrix products. */
final class GemmNumbers {

    private GemmNumbers() {}

    /** Integers or reals; in the random pass about every fifth row is so small that a short type has it subnormal. */
    static double[] activations(Fill fill, TestTensor a, int limit) {
        double[] numbers = Numbers.upTo(limit).of(fill, a);
        int first = fill.integer(0, 5);
        for (int i = 0; i < numbers.length && !fill.exact(); i++) {
            int row = i / a.layout().columns();
            numbers[i] *= (row + first) % 5 == 0 ? WeightFill.subnormalFactor(a.type()) : 1;
        }
        return numbers;
    }

    /** Where each expert's rows begin, and where the last one's end. */
    static double[] offsets(Fill fill, GemmCase.Experts experts, int rows) {
        int count = experts.count();
        double[] starts = new double[count + 1];
        switch (experts.shares()) {
            case UNEVEN -> {
                for (int i = 1; i < count; i++) {
                    starts[i] = Math.min(rows, starts[i - 1] + fill.integer(0, 2 * rows / count + 2));
                }
                starts[count] = rows;
            }
            case ONE_TAKES_ALL -> Arrays.fill(starts, 1 + fill.integer(0, count), count + 1, rows);
            case EVERY_OTHER -> {
                for (int i = 1; i <= count; i++) {
                    int even = i - i % 2;
                    starts[i] = i == count ? rows : (double) even * rows / count;
                }
                round(starts);
            }
            case GAPS -> {
                int first = Math.min(rows, 1 + fill.integer(0, 3));
                int end = Math.max(first, rows - fill.integer(1, 4));
                for (int i = 0; i <= count; i++) {
                    starts[i] = first + (double) (end - first) * i / count;
                }
                round(starts);
            }
        }
        return starts;
    }

    private static void round(double[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.floor(numbers[i]);
        }
    }
}

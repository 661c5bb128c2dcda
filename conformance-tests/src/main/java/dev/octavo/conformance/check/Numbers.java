package dev.octavo.conformance.check;

import java.util.function.ToDoubleFunction;

/** Where the numbers of an input come from. */
interface Numbers {

    /** Numbers for all elements. */
    double[] of(Fill fill, TestTensor tensor);

    /** Small integers in the exact pass, otherwise reals of the same range. */
    static Numbers upTo(int limit) {
        return each(fill -> fill.number(limit));
    }

    /** Small integers in the exact pass, otherwise reals, of which some are subnormal in a short type. */
    static Numbers anySize(int limit) {
        return each(fill -> {
            double number = fill.number(limit);
            return fill.exact() || fill.integer(0, 6) > 0 ? number : number * 0x1p-18;
        });
    }

    /** Real numbers, whatever the pass. */
    static Numbers between(double low, double high) {
        return each(fill -> fill.between(low, high));
    }

    /** Integers of {@code low..high-1}, whatever the pass. */
    static Numbers integers(int low, int high) {
        return each(fill -> fill.integer(low, high));
    }

    /** One number after the other. */
    static Numbers each(ToDoubleFunction<Fill> source) {
        return (fill, tensor) -> {
            double[] numbers = new double[tensor.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = source.applyAsDouble(fill);
            }
            return numbers;
        };
    }

    /** Rows of which some are small, so that an epsilon counts, some far from zero, some large, and some have one number that stands out. */
    static Numbers unevenRows() {
        return (fill, tensor) -> {
            double[] numbers = new double[tensor.size()];
            for (int i = 0; i < numbers.length; i++) {
                int row = i / tensor.layout().columns();
                double number = fill.between(-2, 2);
                numbers[i] = switch (row % 6) {
                    case 1 -> number * 1e-3;
                    case 2 -> number + 3;
                    case 3 -> number * 1000;
                    case 4 -> i % tensor.layout().columns() == 0 ? 100 : number;
                    default -> number;
                };
            }
            return numbers;
        };
    }

    /** Cosines or sines of rotary tables; small integers in the exact pass. */
    static Numbers rotary(boolean cosine) {
        return (fill, tensor) -> {
            int pairs = tensor.layout().columns();
            double[] numbers = new double[tensor.size()];
            for (int i = 0; i < numbers.length; i++) {
                int position = i / pairs;
                double angle = position * Math.pow(10000, -(double) (i % pairs) / pairs);
                double real = cosine ? Math.cos(angle) : Math.sin(angle);
                numbers[i] = fill.exact() ? fill.number(2) : real;
            }
            return numbers;
        };
    }
}

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

    /** Rows of which every third is small, so that an epsilon counts, and every third far from zero. */
    static Numbers unevenRows() {
        return (fill, tensor) -> {
            double[] numbers = new double[tensor.size()];
            for (int i = 0; i < numbers.length; i++) {
                int row = i / tensor.layout().columns();
                double number = fill.between(-2, 2);
                numbers[i] = row % 3 == 1 ? number * 1e-3 : row % 3 == 2 ? number + 3 : number;
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

package dev.octavo.conformance.check;

/** Rows whose quantising goes wrong: of very different sizes, with one number that stands out, of zeros, with NaN or infinities, and at the ends of what has a scale. */
final class ScaledRowNumbers {

    /** Rows below this are stored as zeros. */
    private static final int LEAST_EXPONENT = -100;

    private ScaledRowNumbers() {}

    static double[] of(Fill fill, TestTensor tensor) {
        int columns = tensor.layout().columns();
        double[] numbers = new double[tensor.size()];
        for (int first = 0; first < numbers.length; first += columns) {
            row(fill, numbers, first, columns);
        }
        return numbers;
    }

    private static void row(Fill fill, double[] numbers, int first, int columns) {
        double size = switch (fill.integer(0, 12)) {
            case 0 -> 0;
            case 1 -> Math.scalb(1.0, LEAST_EXPONENT + fill.integer(-3, 4));
            case 2 -> 3.4e38;
            default -> Math.scalb(fill.between(0.5, 1), fill.integer(-12, 12));
        };
        for (int i = 0; i < columns; i++) {
            numbers[first + i] = size * fill.between(-1, 1);
        }
        int odd = first + fill.integer(0, columns);
        double sign = fill.integer(0, 2) == 0 ? 1 : -1;
        switch (fill.integer(0, 12)) {
            case 0 -> numbers[odd] = Double.NaN;
            case 1 -> numbers[odd] = sign * Double.POSITIVE_INFINITY;
            case 2, 3 -> numbers[odd] = sign * 20 * size;
            case 4, 5, 6 -> numbers[odd] = sign * size;
            default -> {
                // As they are.
            }
        }
    }
}

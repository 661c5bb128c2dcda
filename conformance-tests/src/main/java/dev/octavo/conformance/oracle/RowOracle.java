package dev.octavo.conformance.oracle;

/** How a row of an I8 cache is stored, as {@link dev.octavo.spi.op.KvLayout} defines it: integers up to 127 and a scale. */
public final class RowOracle {

    /** Largest integer. */
    public static final int STEPS = 127;

    private static final double LEAST = 0x1p-100;

    /** The largest finite f32 number. */
    private static final double LARGEST = 0x1.fffffep127;

    private RowOracle() {}

    /** What decides the scale: the largest absolute number of a row, or 0 where the row is stored as zeros. */
    public static double largest(double[] numbers, int from, int count) {
        double largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(finite(numbers[i])));
        }
        return largest < LEAST ? 0 : largest;
    }

    /** The scale, before it is rounded to f32. */
    public static double scale(double largest) {
        return largest / STEPS;
    }

    /** A number as a multiple of the scale, before it is rounded to an integer. */
    public static double quotient(double x, double largest) {
        return largest == 0 ? 0 : finite(x) * STEPS / largest;
    }

    /** The integer that is stored with a scale. */
    public static int integer(double x, double scale) {
        return scale == 0 ? 0 : (int) Math.rint(finite(x) / scale);
    }

    private static double finite(double x) {
        return Double.isNaN(x) ? 0 : Math.clamp(x, -LARGEST, LARGEST);
    }
}

package dev.octavo.runtime.quantize;

/** Scales that blocks store as f16. */
final class HalfScale {

    private static final short SMALLEST = 1;

    private HalfScale() {}

    /**
     * The nearest f16 whose multiples reach {@code largest} within half a step: {@code largest / steps}, rounded up where rounding down would fall short, as it does among the smallest f16.
     *
     * @param largest at least 0
     * @param steps how many times the scale can be taken
     */
    static short covering(float largest, int steps) {
        if (largest == 0) {
            return 0;
        }
        short half = Float.floatToFloat16(largest / steps);
        boolean shortOf = Float.float16ToFloat(half) * (steps + 0.5f) < largest;
        return shortOf ? (short) (half + SMALLEST) : half;
    }

    /** What a number is to be multiplied with to be counted in steps of {@code scale}; 0 for a scale of 0. */
    static float inverse(float scale) {
        return scale == 0 ? 0 : 1 / scale;
    }
}

package dev.octavo.runtime.sample;

/** The exponential function for sampling weights: f32, arguments at most 0, relative error below 3e-7 where the result is a normal number. */
@SuppressWarnings("FloatingPointLiteralPrecision") // Cephes states more digits than f32 holds
final class FastExp {

    private static final float LOWEST = -103.9f;
    private static final int SHIFT = 24;
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    private FastExp() {}

    /**
     * e to the {@code x}; 0 below -103.9, near the smallest f32. Argument reduction and polynomial as in Cephes {@code expf}.
     *
     * @param x at most 0; may be minus infinity
     */
    static float exp(float x) {
        if (!(x >= LOWEST)) {
            return 0;
        }
        int n = (int) (x * LOG2_E - 0.5f);
        float r = x - n * LN2_HIGH;
        r -= n * LN2_LOW;
        float p = 1.9875691500e-4f;
        p = p * r + 1.3981999507e-3f;
        p = p * r + 8.3334519073e-3f;
        p = p * r + 4.1665795894e-2f;
        p = p * r + 1.6666665459e-1f;
        p = p * r + 5.0000001201e-1f;
        float y = p * r * r + r + 1;
        // In two factors, since the result may be smaller than any normal number.
        return y * Float.intBitsToFloat((n + 127 + SHIFT) << 23) * 0x1p-24f;
    }
}

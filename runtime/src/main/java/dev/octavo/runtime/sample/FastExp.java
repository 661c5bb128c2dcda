package dev.octavo.runtime.sample;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The exponential function for sampling weights: f32, arguments at most 0, relative error below 3e-7 where the result is a normal number. Argument reduction and polynomial as
 * in Cephes {@code expf}. Reuses its arrays; not thread-safe.
 *
 * <p>Works in blocks and moves bit patterns from integers to floats by copying memory: without that conversion between them, both loops become vector instructions.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // Cephes states more digits than f32 holds
final class FastExp {

    private static final int BLOCK = 1024;
    private static final float LOWEST = -120.0f;
    private static final int BIAS = 127;
    private static final int SHIFT = 64;
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    private final int[] powerBits = new int[BLOCK];
    private final float[] powers = new float[BLOCK];
    private final MemorySegment powerBitsMemory = MemorySegment.ofArray(powerBits);

    /**
     * Writes e to the power of {@code logits[i] / temperature - highest} to {@code weights[i]}; 0 where f32 knows no smaller number.
     *
     * @param highest at least as great as every logit divided by the temperature, finite
     */
    void weights(float[] logits, float temperature, float highest, float[] weights, int count) {
        for (int from = 0; from < count; from += BLOCK) {
            int size = Math.min(BLOCK, count - from);
            mantissas(logits, temperature, highest, weights, from, size);
            MemorySegment.copy(powerBitsMemory, ValueLayout.JAVA_FLOAT, 0, powers, 0, size);
            // In two factors, since the result may be smaller than any normal number.
            for (int i = 0; i < size; i++) {
                weights[from + i] = weights[from + i] * powers[i] * 0x1p-64f;
            }
        }
    }

    private void mantissas(float[] logits, float temperature, float highest, float[] weights, int from, int size) {
        for (int i = 0; i < size; i++) {
            float x = Math.max(logits[from + i] / temperature - highest, LOWEST);
            int n = (int) (x * LOG2_E - 0.5f);
            float r = x - n * LN2_HIGH;
            r -= n * LN2_LOW;
            float p = 1.9875691500e-4f;
            p = p * r + 1.3981999507e-3f;
            p = p * r + 8.3334519073e-3f;
            p = p * r + 4.1665795894e-2f;
            p = p * r + 1.6666665459e-1f;
            p = p * r + 5.0000001201e-1f;
            weights[from + i] = p * r * r + r + 1;
            powerBits[i] = (n + BIAS + SHIFT) << 23;
        }
    }
}

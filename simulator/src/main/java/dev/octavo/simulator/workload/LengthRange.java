package dev.octavo.simulator.workload;

import java.util.random.RandomGenerator;

/**
 * Uniform lengths {@code length * (1 - ratio) .. length * (1 + ratio)}, at least 1.
 *
 * @param length the middle, in tokens
 * @param ratio from 0 (always the same) to below 1
 */
public record LengthRange(int length, double ratio) {

    /** Checks both. */
    public LengthRange {
        if (length < 1 || !(ratio >= 0 && ratio < 1)) {
            throw new IllegalArgumentException(
                    "a length must be at least 1 and its ratio in [0, 1), but they are " + length + " and " + ratio);
        }
    }

    int draw(RandomGenerator random) {
        int low = (int) Math.max(1, Math.floor(length * (1 - ratio)));
        int high = (int) Math.max(low, Math.ceil(length * (1 + ratio)));
        return low == high ? low : random.nextInt(low, high + 1);
    }
}

package dev.octavo.conformance.perf;

/**
 * How long something took.
 *
 * @param seconds median of the repeats
 * @param bytes that have to be read and written at least
 * @param operations floating-point operations, a multiplication and an addition counting as two; 0 where that is no measure
 * @param repeats how many times were taken
 */
public record Measurement(double seconds, double bytes, double operations, int repeats) {

    /** Bytes per second, in 10^9. */
    public double gigabytesPerSecond() {
        return bytes / seconds / 1e9;
    }

    /** Operations per second, in 10^9. */
    public double gigaflops() {
        return operations / seconds / 1e9;
    }
}

package dev.octavo.runtime.sample;

/**
 * Random numbers without a state: each is a function of a key, the output's number and the position of the token, so a token does not depend on what else is in the
 * batch, on preemption or on threads. Three rounds of the 64-bit finaliser of MurmurHash3 with Stafford's constants (variant 13), as in SplitMix64.
 */
final class CounterRandom {

    /** Bits of a random number. */
    static final int BITS = 53;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private CounterRandom() {}

    /** A key for one output of a request. As in vLLM, output i of a request is the output of a request with a seed greater by i. */
    static long key(long seed, int choice) {
        return mix(mix(seed + choice + GOLDEN) + GOLDEN);
    }

    /** A uniform number of {@link #BITS} bits for the token at a position of the output. */
    static long bits(long key, int position) {
        return mix(key + (position + 1) * GOLDEN) >>> (Long.SIZE - BITS);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

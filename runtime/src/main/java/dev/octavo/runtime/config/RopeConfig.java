package dev.octavo.runtime.config;

/**
 * Rotary embeddings of a model or of one kind of its layers.
 *
 * @param theta the base, above 1
 * @param rotaryDim how many of a head's dimensions are rotated, from the first
 * @param scaling the stretch
 * @param interleaved whether neighbouring numbers make a pair; otherwise those half of the rotated dimensions apart
 */
public record RopeConfig(double theta, int rotaryDim, RopeScaling scaling, boolean interleaved) {

    /** Pairs of numbers half of the rotated dimensions apart, as most models have them. */
    public RopeConfig(double theta, int rotaryDim, RopeScaling scaling) {
        this(theta, rotaryDim, scaling, false);
    }
}

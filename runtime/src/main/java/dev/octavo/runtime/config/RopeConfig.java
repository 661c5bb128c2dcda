package dev.octavo.runtime.config;

/**
 * Rotary embeddings of a model or of one kind of its layers.
 *
 * @param theta the base, above 1
 * @param rotaryDim how many of a head's dimensions are rotated, from the first
 * @param scaling the stretch
 */
public record RopeConfig(double theta, int rotaryDim, RopeScaling scaling) {}

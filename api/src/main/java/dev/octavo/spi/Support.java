package dev.octavo.spi;

/** A backend's answer to the question whether it can do exactly this. */
public sealed interface Support {

    /**
     * Yes, with a kernel made for it.
     *
     * @param variant which kernel, for logs and {@code octavo devices}
     */
    record Native(String variant) implements Support {}

    /**
     * Yes, in a roundabout way that a user would want to know about.
     *
     * @param variant which kernel
     * @param reason what makes it slower or larger than it should be
     */
    record Emulated(String variant, String reason) implements Support {}

    /**
     * No.
     *
     * @param reason why, in one sentence; {@link OpFamily#prepare} refuses with the same words
     */
    record Unsupported(String reason) implements Support {}

    /** Whether the answer is yes. */
    default boolean isSupported() {
        return !(this instanceof Unsupported);
    }
}

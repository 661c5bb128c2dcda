package dev.octavo.runtime.config;

/**
 * How much JSON is read from a file that somebody else wrote.
 *
 * @param maxBytes largest file
 * @param maxDepth deepest nesting of objects and lists
 * @param maxNumberLength longest number, in characters
 * @param maxStringLength longest text, in characters
 */
public record JsonLimits(long maxBytes, int maxDepth, int maxNumberLength, int maxStringLength) {

    /** For configuration files. */
    public static final JsonLimits CONFIG = new JsonLimits(16 << 20, 64, 100, 8 << 20);

    public JsonLimits {
        // One array holds the file while it is read.
        if (maxBytes < 1 || maxBytes > 1 << 30 || maxDepth < 1 || maxNumberLength < 1 || maxStringLength < 1) {
            throw new IllegalArgumentException("limits must be positive and maxBytes at most 2^30");
        }
    }

    /** These limits for files of another size. */
    public JsonLimits withMaxBytes(long bytes) {
        return new JsonLimits(bytes, maxDepth, maxNumberLength, maxStringLength);
    }
}

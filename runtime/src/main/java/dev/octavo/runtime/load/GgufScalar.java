package dev.octavo.runtime.load;

import java.util.Optional;

/** Types of metadata values, in the order of their numbers in the file. */
public enum GgufScalar {
    /** Unsigned, 8 bits. */
    UINT8(1),
    /** Signed, 8 bits. */
    INT8(1),
    /** Unsigned, 16 bits. */
    UINT16(2),
    /** Signed, 16 bits. */
    INT16(2),
    /** Unsigned, 32 bits. */
    UINT32(4),
    /** Signed, 32 bits. */
    INT32(4),
    /** binary32. */
    FLOAT32(4),
    /** One byte, 0 or 1. */
    BOOL(1),
    /** Length in 64 bits, then UTF-8. */
    STRING(8),
    /** Element type in 32 bits, count in 64 bits, then the elements. */
    ARRAY(12),
    /** Unsigned, 64 bits. */
    UINT64(8),
    /** Signed, 64 bits. */
    INT64(8),
    /** binary64. */
    FLOAT64(8);

    private final int leastBytes;

    GgufScalar(int leastBytes) {
        this.leastBytes = leastBytes;
    }

    /** Bytes of a value; for texts and lists those of an empty one. */
    int leastBytes() {
        return leastBytes;
    }

    /** Whether all values have the same size. */
    boolean isFixed() {
        return this != STRING && this != ARRAY;
    }

    static Optional<GgufScalar> numbered(int number) {
        return number >= 0 && number < values().length ? Optional.of(values()[number]) : Optional.empty();
    }
}

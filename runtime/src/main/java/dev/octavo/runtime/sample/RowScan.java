package dev.octavo.runtime.sample;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Finds the greatest logit of a row, and NaN if there is any. Compares bit patterns as integers: such loops become vector instructions, which comparisons of floats that have
 * to respect NaN do not. Reuses its array; not thread-safe.
 */
final class RowScan {

    private static final int POSITIVE_INFINITY = key(Float.floatToRawIntBits(Float.POSITIVE_INFINITY));
    private static final int NEGATIVE_INFINITY = key(Float.floatToRawIntBits(Float.NEGATIVE_INFINITY));

    private final int[] bits;

    RowScan(int vocabulary) {
        bits = new int[vocabulary];
    }

    /** The greatest of the f32 values that start at a byte offset; NaN if one of them is. */
    float highest(MemorySegment rows, long offset) {
        MemorySegment.copy(rows, ValueLayout.JAVA_INT, offset, bits, 0, bits.length);
        int highest = Integer.MIN_VALUE;
        int lowest = Integer.MAX_VALUE;
        for (int i = 0; i < bits.length; i++) {
            int key = key(bits[i]);
            highest = Math.max(highest, key);
            lowest = Math.min(lowest, key);
        }
        // NaN lies beyond the infinities, on either side.
        return highest > POSITIVE_INFINITY || lowest < NEGATIVE_INFINITY
                ? Float.NaN
                : Float.intBitsToFloat(key(highest));
    }

    /** The first token of the row last scanned whose logit equals a value that occurs in it. */
    int first(float value) {
        int token = 0;
        while (Float.intBitsToFloat(bits[token]) != value) {
            token++;
        }
        return token;
    }

    /** Orders bit patterns like the numbers they stand for; its own inverse. */
    private static int key(int bits) {
        return bits ^ ((bits >> 31) & 0x7FFFFFFF);
    }
}

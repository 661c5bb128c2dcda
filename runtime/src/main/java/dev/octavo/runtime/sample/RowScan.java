package dev.octavo.runtime.sample;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Finds the greatest logit of a row and of each block of it, and NaN if there is any. Compares bit patterns as integers: such loops become vector instructions, which
 * comparisons of floats that have to respect NaN do not. Reuses its arrays; not thread-safe.
 */
final class RowScan {

    /** Logits in a block; the last block may be shorter. */
    static final int BLOCK = 128;

    private static final int POSITIVE_INFINITY = key(Float.floatToRawIntBits(Float.POSITIVE_INFINITY));
    private static final int NEGATIVE_INFINITY = key(Float.floatToRawIntBits(Float.NEGATIVE_INFINITY));

    private final int[] bits;
    private final float[] blockHighest;
    private final float[] scratch;

    RowScan(int vocabulary) {
        bits = new int[vocabulary];
        blockHighest = new float[Math.ceilDiv(vocabulary, BLOCK)];
        scratch = new float[blockHighest.length];
    }

    /** The greatest of the f32 values that start at a byte offset; NaN if one of them is. */
    float highest(MemorySegment rows, long offset) {
        MemorySegment.copy(rows, ValueLayout.JAVA_INT, offset, bits, 0, bits.length);
        int highest = Integer.MIN_VALUE;
        int lowest = Integer.MAX_VALUE;
        for (int block = 0; block < blockHighest.length; block++) {
            int end = Math.min(bits.length, (block + 1) * BLOCK);
            int most = Integer.MIN_VALUE;
            int least = Integer.MAX_VALUE;
            for (int i = block * BLOCK; i < end; i++) {
                int key = key(bits[i]);
                most = Math.max(most, key);
                least = Math.min(least, key);
            }
            blockHighest[block] = Float.intBitsToFloat(key(most));
            highest = Math.max(highest, most);
            lowest = Math.min(lowest, least);
        }
        // NaN lies beyond the infinities, on either side.
        return highest > POSITIVE_INFINITY || lowest < NEGATIVE_INFINITY
                ? Float.NaN
                : Float.intBitsToFloat(key(highest));
    }

    /** The first token of the row last scanned whose logit equals a value that occurs in it. */
    int first(float value) {
        int block = 0;
        while (blockHighest[block] < value) {
            block++;
        }
        int token = block * BLOCK;
        while (Float.intBitsToFloat(bits[token]) != value) {
            token++;
        }
        return token;
    }

    /** A number that the k-th greatest logit of the row last scanned does not fall below: the k-th greatest block; minus infinity where there are fewer blocks. */
    float leastOfTop(int k) {
        return k > blockHighest.length
                ? Float.NEGATIVE_INFINITY
                : Selection.kthLargest(blockHighest, blockHighest.length, k, scratch);
    }

    /** Blocks of a row. */
    int blocks() {
        return blockHighest.length;
    }

    /** The greatest logit of a block of the row last scanned. */
    float blockHighest(int block) {
        return blockHighest[block];
    }

    /** Orders bit patterns like the numbers they stand for; its own inverse. */
    private static int key(int bits) {
        return bits ^ ((bits >> 31) & 0x7FFFFFFF);
    }
}

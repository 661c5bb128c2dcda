package dev.octavo.runtime.tokenizer.model;

import java.util.Arrays;

/** BPE merges: pair of ids to rank and product, in one long. Filled by one thread, then read by any. */
final class PairTable {

    /** What {@link #find} answers for a pair that does not merge; greater than every real answer. */
    static final long NONE = Long.MAX_VALUE;

    private static final long FREE = -1;

    private final long[] keys;
    private final long[] values;
    private final int shift;

    PairTable(int pairs) {
        int capacity = Integer.highestOneBit(Math.max(pairs, 8)) * 4;
        keys = new long[capacity];
        values = new long[capacity];
        shift = Long.numberOfLeadingZeros(capacity) + 1;
        Arrays.fill(keys, FREE);
    }

    void put(int left, int right, int rank, int product) {
        long key = key(left, right);
        int slot = slot(key);
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        keys[slot] = key;
        values[slot] = (long) rank << 32 | product;
    }

    /** Rank in the upper, product in the lower half; or {@link #NONE}. */
    long find(int left, int right) {
        long key = key(left, right);
        for (int slot = slot(key); ; slot = slot + 1 & keys.length - 1) {
            long found = keys[slot];
            if (found == key) {
                return values[slot];
            }
            if (found == FREE) {
                return NONE;
            }
        }
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    private int slot(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
    }
}

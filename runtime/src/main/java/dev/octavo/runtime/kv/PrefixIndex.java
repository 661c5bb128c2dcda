package dev.octavo.runtime.kv;

import java.util.Arrays;

/**
 * Finds blocks by the hash of their content. Chained buckets threaded through arrays, so that nothing is allocated or boxed. Several blocks may have
 * the same hash; the one that was added last is found. Not thread-safe.
 */
final class PrefixIndex {

    private static final int NONE = -1;

    private final int[] buckets;
    private final int[] next;
    private final long[] hashes;
    private final boolean[] present;
    private int size;

    PrefixIndex(int blocks) {
        buckets = new int[Integer.highestOneBit(Math.max(1, blocks)) * 2];
        next = new int[blocks];
        hashes = new long[blocks * HashChain.WORDS];
        present = new boolean[blocks];
        Arrays.fill(buckets, NONE);
    }

    int size() {
        return size;
    }

    boolean contains(int block) {
        return present[block];
    }

    /** A block whose hash stands at {@code words[at]}, or -1. */
    int find(long[] words, int at) {
        for (int block = buckets[bucket(words[at])]; block != NONE; block = next[block]) {
            int own = block * HashChain.WORDS;
            if (Arrays.equals(hashes, own, own + HashChain.WORDS, words, at, at + HashChain.WORDS)) {
                return block;
            }
        }
        return NONE;
    }

    /** The array that holds the hash of a block at {@link #at}. */
    long[] words() {
        return hashes;
    }

    static int at(int block) {
        return block * HashChain.WORDS;
    }

    /** Adds a block that is not in the index. */
    void add(int block, long[] words, int at) {
        System.arraycopy(words, at, hashes, block * HashChain.WORDS, HashChain.WORDS);
        int bucket = bucket(words[at]);
        next[block] = buckets[bucket];
        buckets[bucket] = block;
        present[block] = true;
        size++;
    }

    /** Forgets the content of a block; nothing happens if it has none. */
    void remove(int block) {
        if (!present[block]) {
            return;
        }
        int bucket = bucket(hashes[block * HashChain.WORDS]);
        if (buckets[bucket] == block) {
            buckets[bucket] = next[block];
        } else {
            int before = buckets[bucket];
            while (next[before] != block) {
                before = next[before];
            }
            next[before] = next[block];
        }
        present[block] = false;
        size--;
    }

    void clear() {
        Arrays.fill(buckets, NONE);
        Arrays.fill(present, false);
        size = 0;
    }

    private int bucket(long word) {
        return (int) word & (buckets.length - 1);
    }
}

package dev.octavo.runtime.kv;

import dev.octavo.runtime.kv.event.BlockHash;
import java.util.Arrays;

/**
 * Finds blocks by the hash of their content and the group of layers that they belong to. Chained buckets threaded through arrays, so that nothing is allocated or boxed.
 * Several blocks may have the same hash; the one that was added first is found, so that holders come together in it and the others can be evicted. Not thread-safe.
 */
final class PrefixIndex {

    private static final int NONE = -1;

    /** Odd, so that the blocks of several groups with one hash lie in different buckets. */
    private static final int GROUP_STRIDE = 0x9E3779B9;

    private final int[] buckets;
    private final int[] next;
    private final long[] hashes;
    private final short[] groups;
    private final boolean[] present;
    private int size;

    PrefixIndex(int blocks) {
        buckets = new int[Integer.highestOneBit(Math.max(1, blocks)) * 2];
        next = new int[blocks];
        hashes = new long[blocks * HashChain.WORDS];
        groups = new short[blocks];
        present = new boolean[blocks];
        Arrays.fill(buckets, NONE);
    }

    int size() {
        return size;
    }

    boolean contains(int block) {
        return present[block];
    }

    /** The hash of a block that is in the index. */
    BlockHash hash(int block) {
        return BlockHash.of(hashes, block * HashChain.WORDS);
    }

    /** The group of a block that is in the index. */
    int group(int block) {
        return groups[block];
    }

    /** The first block of a group whose hash stands at {@code words[at]}, or -1. */
    int find(long[] words, int at, int group) {
        for (int block = buckets[bucket(words[at], group)]; block != NONE; block = next[block]) {
            int own = block * HashChain.WORDS;
            if (groups[block] == group
                    && Arrays.equals(hashes, own, own + HashChain.WORDS, words, at, at + HashChain.WORDS)) {
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
    void add(int block, long[] words, int at, int group) {
        int first = find(words, at, group);
        System.arraycopy(words, at, hashes, block * HashChain.WORDS, HashChain.WORDS);
        groups[block] = (short) group;
        if (first == NONE) {
            int bucket = bucket(words[at], group);
            next[block] = buckets[bucket];
            buckets[bucket] = block;
        } else {
            next[block] = next[first];
            next[first] = block;
        }
        present[block] = true;
        size++;
    }

    /** Forgets the content of a block; nothing happens if it has none. */
    void remove(int block) {
        if (!present[block]) {
            return;
        }
        int bucket = bucket(hashes[block * HashChain.WORDS], groups[block]);
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

    private int bucket(long word, int group) {
        return ((int) word + group * GROUP_STRIDE) & (buckets.length - 1);
    }
}

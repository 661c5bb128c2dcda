package dev.octavo.runtime.kv;

import java.util.Arrays;

/**
 * The hashes of the full blocks of one sequence, each covering its parent. The tokens of a sequence never change, so neither does a hash once it is
 * there; the chain outlives preemption. Not thread-safe.
 */
public final class HashChain {

    /** Longs of a hash: 256 bits. */
    static final int WORDS = 4;

    private final PrefixKeys keys;
    private long[] words;
    private int blocks;
    private boolean shared;

    /** A chain without blocks that starts from a root hash. */
    HashChain(PrefixKeys keys, long[] root) {
        this.keys = keys;
        words = Arrays.copyOf(root, WORDS * 4);
    }

    private HashChain(HashChain other) {
        keys = other.keys;
        words = other.words;
        blocks = other.blocks;
        shared = true;
    }

    /** A chain of the same content that grows on its own; the array is copied when one of them grows. */
    public HashChain copy() {
        shared = true;
        return new HashChain(this);
    }

    /** What else the hashes cover. */
    PrefixKeys keys() {
        return keys;
    }

    /** Blocks whose hash is known. */
    int blocks() {
        return blocks;
    }

    /** Computes what is missing of the first {@code wanted} hashes; all their tokens must be there. */
    void extend(BlockHasher hasher, int[] tokens, int wanted) {
        if (wanted <= blocks) {
            return;
        }
        int needed = (wanted + 1) * WORDS;
        if (needed > words.length || shared) {
            words = Arrays.copyOf(words, Math.max(needed, words.length + words.length / 2));
            shared = false;
        }
        for (; blocks < wanted; blocks++) {
            hasher.hash(keys, words, blocks * WORDS, tokens, blocks);
        }
    }

    /** The array that holds the hash of a block at {@link #at}. */
    long[] words() {
        return words;
    }

    /** Where the hash of a block starts. */
    static int at(int block) {
        return (block + 1) * WORDS;
    }
}

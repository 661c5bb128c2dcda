package dev.octavo.runtime.tokenizer.text;

import java.util.Arrays;

/** Texts with an int each, found by walking character by character. Filled by one thread, then read by any. */
public final class CharTrie {

    /** The node to start from. */
    public static final int ROOT = 0;

    private static final long FREE = -1;

    private long[] keys = new long[1 << 10];
    private int[] children = new int[1 << 10];
    private int edges;
    private final IntList values = new IntList(256);

    /** An empty trie. */
    public CharTrie() {
        Arrays.fill(keys, FREE);
        values.add(-1);
    }

    /** Adds {@code text} with {@code value}, at least 0; a text added again takes the new value. */
    public void put(String text, int value) {
        int node = ROOT;
        for (int i = 0; i < text.length(); i++) {
            int child = child(node, text.charAt(i));
            if (child < 0) {
                child = values.size();
                values.add(-1);
                insert(key(node, text.charAt(i)), child);
            }
            node = child;
        }
        values.set(node, value);
    }

    /** The node reached from {@code node} by {@code c}, or -1. */
    public int child(int node, char c) {
        long key = key(node, c);
        int mask = keys.length - 1;
        for (int slot = slot(key, mask); ; slot = slot + 1 & mask) {
            if (keys[slot] == key) {
                return children[slot];
            }
            if (keys[slot] == FREE) {
                return -1;
            }
        }
    }

    /** The value of the text that ends at {@code node}, or -1. */
    public int value(int node) {
        return values.at(node);
    }

    private void insert(long key, int child) {
        if (++edges * 2 > keys.length) {
            grow();
        }
        place(key, child);
    }

    private void place(long key, int child) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (keys[slot] != FREE) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        children[slot] = child;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldChildren = children;
        keys = new long[oldKeys.length * 2];
        children = new int[oldKeys.length * 2];
        Arrays.fill(keys, FREE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                place(oldKeys[i], oldChildren[i]);
            }
        }
    }

    private static long key(int node, char c) {
        return (long) node << 16 | c;
    }

    private static int slot(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32 ^ mixed >>> 47) & mask;
    }
}

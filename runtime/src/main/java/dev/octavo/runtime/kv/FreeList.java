package dev.octavo.runtime.kv;

import java.util.Arrays;

/** Free blocks in the order in which they are taken: a doubly linked list in two arrays, every operation O(1). Not thread-safe. */
final class FreeList {

    private static final int ABSENT = -1;

    private final int[] next;
    private final int[] previous;
    private final int end;
    private int size;

    /** An empty list for blocks 0 to {@code blocks - 1}. */
    FreeList(int blocks) {
        end = blocks;
        next = new int[blocks + 1];
        previous = new int[blocks + 1];
        Arrays.fill(next, ABSENT);
        next[end] = end;
        previous[end] = end;
    }

    int size() {
        return size;
    }

    boolean contains(int block) {
        return next[block] != ABSENT;
    }

    /** The block that is taken next; only of a list that is not empty. */
    int first() {
        return next[end];
    }

    /** The block that is taken last; only of a list that is not empty. */
    int last() {
        return previous[end];
    }

    /** The block that is taken right before another one; only of one that is not the first. */
    int before(int block) {
        return previous[block];
    }

    void addFirst(int block) {
        insert(block, end, next[end]);
    }

    void addLast(int block) {
        insert(block, previous[end], end);
    }

    void remove(int block) {
        int before = previous[block];
        int after = next[block];
        next[before] = after;
        previous[after] = before;
        next[block] = ABSENT;
        size--;
    }

    private void insert(int block, int before, int after) {
        next[block] = after;
        previous[block] = before;
        next[before] = block;
        previous[after] = block;
        size++;
    }
}

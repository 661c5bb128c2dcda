package dev.octavo.runtime.tokenizer.model;

import java.util.Arrays;

/** A binary min-heap of longs: rank in the upper, position in the lower half. */
final class MergeHeap {

    private long[] entries;
    private int size;

    MergeHeap(int capacity) {
        entries = new long[Math.max(capacity, 16)];
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(long entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size * 2);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (entries[parent] <= entry) {
                break;
            }
            entries[at] = entries[parent];
            at = parent;
        }
        entries[at] = entry;
    }

    long poll() {
        long top = entries[0];
        long moved = entries[--size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && entries[child + 1] < entries[child]) {
                child++;
            }
            if (moved <= entries[child]) {
                break;
            }
            entries[at] = entries[child];
            at = child;
        }
        entries[at] = moved;
        return top;
    }
}

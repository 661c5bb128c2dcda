package dev.octavo.runtime.offload;

import java.util.Arrays;

/** Copies that wait for the next launch, in order. */
final class Transfers {

    private int[] blocks = new int[64];
    private int[] slots = new int[64];
    private boolean[] toHost = new boolean[64];
    private int size;

    void add(int block, int slot, boolean out) {
        if (size == blocks.length) {
            blocks = Arrays.copyOf(blocks, size * 2);
            slots = Arrays.copyOf(slots, size * 2);
            toHost = Arrays.copyOf(toHost, size * 2);
        }
        blocks[size] = block;
        slots[size] = slot;
        toHost[size++] = out;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    int block(int transfer) {
        return blocks[transfer];
    }

    int slot(int transfer) {
        return slots[transfer];
    }

    boolean toHost(int transfer) {
        return toHost[transfer];
    }

    void clear() {
        size = 0;
    }
}

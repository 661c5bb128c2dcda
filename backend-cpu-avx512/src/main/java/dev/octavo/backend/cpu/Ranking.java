package dev.octavo.backend.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The best few of many numbers: larger ones first, lower indices first among equals; NaN ranks below everything. A heap whose root is the worst that is kept, so that most
 * numbers are dismissed by one vector comparison.
 */
final class Ranking {

    /** Numbers that are compared with the root at once. */
    private static final int BLOCK = 64;

    private final float[] values;
    private final int[] indices;
    private int size;

    Ranking(int capacity) {
        values = new float[capacity];
        indices = new int[capacity];
    }

    void clear() {
        size = 0;
    }

    /** Offers the numbers at the start of m, which have indices from {@code first} on. Indices rise from offer to offer. */
    void offer(MemorySegment m, int first, int count) {
        for (int at = 0; at < count; at += BLOCK) {
            int end = Math.min(count, at + BLOCK);
            // Later ones of equal value rank lower, so only a larger one can displace the root.
            if (size == values.length
                    && !(RowKernels.max(m, 4L * at, end - at) > values[0])
                    && !Float.isNaN(RowKernels.max(m, 4L * at, end - at))) {
                continue;
            }
            for (int i = at; i < end; i++) {
                float value = m.get(JAVA_FLOAT_UNALIGNED, 4L * i);
                offer(Float.isNaN(value) ? Float.NEGATIVE_INFINITY : value, first + i);
            }
        }
    }

    private void offer(float value, int index) {
        if (size < values.length) {
            int hole = size++;
            while (hole > 0 && worse(value, index, (hole - 1) / 2)) {
                move((hole - 1) / 2, hole);
                hole = (hole - 1) / 2;
            }
            put(hole, value, index);
        } else if (value > values[0]) {
            sink(0, size, value, index);
        }
    }

    /** Whether a number ranks below the one at a place of the heap. */
    private boolean worse(float value, int index, int place) {
        return value < values[place] || (value == values[place] && index > indices[place]);
    }

    private void sink(int from, int end, float value, int index) {
        int hole = from;
        while (2 * hole + 1 < end) {
            int child = 2 * hole + 1;
            if (child + 1 < end && worse(values[child + 1], indices[child + 1], child)) {
                child++;
            }
            if (worse(value, index, child)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        put(hole, value, index);
    }

    private void move(int from, int to) {
        put(to, values[from], indices[from]);
    }

    private void put(int place, float value, int index) {
        values[place] = value;
        indices[place] = index;
    }

    /** Brings the kept numbers into order, best first; afterwards only {@link #clear} may follow. */
    void sort() {
        for (int end = size - 1; end > 0; end--) {
            float value = values[end];
            int index = indices[end];
            move(0, end);
            sink(0, end, value, index);
        }
    }

    /** Index of the number at a rank. */
    int index(int rank) {
        return indices[rank];
    }

    /** The number at a rank. */
    float value(int rank) {
        return values[rank];
    }
}

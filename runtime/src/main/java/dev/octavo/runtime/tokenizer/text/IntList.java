package dev.octavo.runtime.tokenizer.text;

import java.util.Arrays;

/** A growing list of ints without boxing. Not thread-safe. */
public final class IntList {

    private int[] values;
    private int size;

    /** An empty list with room for {@code capacity} values. */
    public IntList(int capacity) {
        values = new int[Math.max(capacity, 8)];
    }

    /** Appends one value. */
    public void add(int value) {
        if (size == values.length) {
            grow(size + 1);
        }
        values[size++] = value;
    }

    /** Appends all of {@code more}. */
    public void addAll(int[] more) {
        if (size + more.length > values.length) {
            grow(size + more.length);
        }
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
    }

    /** The value at {@code index}, which must be below {@link #size()}. */
    public int at(int index) {
        return values[index];
    }

    /** Overwrites the value at {@code index}. */
    public void set(int index, int value) {
        values[index] = value;
    }

    /** Number of values. */
    public int size() {
        return size;
    }

    /** Forgets all values after the first {@code newSize}. */
    public void truncate(int newSize) {
        size = newSize;
    }

    /** A copy of the values from {@code from} on. */
    public int[] toArray(int from) {
        return Arrays.copyOfRange(values, from, size);
    }

    /** A copy of the values. */
    public int[] toArray() {
        return toArray(0);
    }

    private void grow(int needed) {
        values = Arrays.copyOf(values, Math.max(needed, values.length + (values.length >> 1)));
    }
}

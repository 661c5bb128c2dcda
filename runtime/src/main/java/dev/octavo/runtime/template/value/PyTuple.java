package dev.octavo.runtime.template.value;

import java.util.List;

/** Python's tuple. Compared by {@link Comparison}, not by {@code equals}. */
public record PyTuple(List<Object> items) implements Sequence {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    public static PyTuple of(Object... items) {
        return new PyTuple(List.of(items));
    }
}

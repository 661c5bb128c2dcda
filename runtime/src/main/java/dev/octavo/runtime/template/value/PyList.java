package dev.octavo.runtime.template.value;

import java.util.List;

/** Python's list; templates cannot change it. Compared by {@link Comparison}, not by {@code equals}. */
public record PyList(List<Object> items) implements Sequence {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}

package dev.octavo.runtime.template.value;

import java.util.List;

/** What {@code groupby} yields: a pair that knows its parts as {@code grouper} and {@code list}. */
public record GroupTuple(Object grouper, PyList list) implements Sequence {

    @Override
    public List<Object> items() {
        return List.of(grouper, list);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}

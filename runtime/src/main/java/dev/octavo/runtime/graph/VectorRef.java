package dev.octavo.runtime.graph;

import java.util.List;

/**
 * A weight vector by the names of its parts in the checkpoint, one behind the other.
 *
 * @param parts tensors {@code [length]}
 */
public record VectorRef(List<Part> parts) {

    /** A tensor of the checkpoint. */
    public record Part(String name, int length) {}

    /** Keeps a copy. */
    public VectorRef {
        parts = List.copyOf(parts);
    }

    /** One tensor. */
    public static VectorRef of(String name, int length) {
        return new VectorRef(List.of(new Part(name, length)));
    }

    /** Length over all parts. */
    public int length() {
        return parts.stream().mapToInt(Part::length).sum();
    }
}

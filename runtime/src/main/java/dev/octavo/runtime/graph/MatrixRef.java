package dev.octavo.runtime.graph;

import java.util.List;

/**
 * A weight matrix {@code [n, k]} by the names of its parts in the checkpoint, stacked along n.
 *
 * @param parts tensors {@code [rows, k]}
 * @param k columns
 */
public record MatrixRef(List<Part> parts, int k) {

    /** A tensor of the checkpoint. */
    public record Part(String name, int rows) {}

    /** Keeps a copy. */
    public MatrixRef {
        parts = List.copyOf(parts);
    }

    /** One tensor. */
    public static MatrixRef of(String name, int rows, int k) {
        return new MatrixRef(List.of(new Part(name, rows)), k);
    }

    /** This matrix with another below it. */
    public MatrixRef above(MatrixRef other) {
        List<Part> all = new java.util.ArrayList<>(parts);
        all.addAll(other.parts);
        return new MatrixRef(all, k);
    }

    /** Rows over all parts. */
    public int n() {
        return parts.stream().mapToInt(Part::rows).sum();
    }
}

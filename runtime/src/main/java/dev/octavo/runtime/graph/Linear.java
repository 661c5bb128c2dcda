package dev.octavo.runtime.graph;

import java.util.Optional;

/**
 * A linear layer.
 *
 * @param weights its matrix
 * @param bias its bias, if any
 */
public record Linear(MatrixRef weights, Optional<VectorRef> bias) {

    /** Without a bias. */
    public static Linear plain(MatrixRef weights) {
        return new Linear(weights, Optional.empty());
    }
}

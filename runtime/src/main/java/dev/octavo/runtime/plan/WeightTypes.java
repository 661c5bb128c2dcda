package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.MatrixRef;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * In which types a device keeps weights.
 *
 * @param checkpoint where they come from
 * @param wish the user's type for matrices; empty keeps each as it is stored
 * @param taken what the device's matrix products take
 */
record WeightTypes(Checkpoint checkpoint, Optional<DType> wish, Set<DType> taken) {

    /** Norms and biases are small, so they are kept exactly. */
    static final DType VECTOR = DType.F32;

    /** The type that the parts of a matrix are kept in: the wish, or the common stored type, or f32 where parts differ or the device cannot. */
    DType of(MatrixRef matrix) {
        List<DType> stored = matrix.parts().stream()
                .map(part ->
                        checkpoint.require(part.name(), part.rows(), matrix.k()).dtype())
                .distinct()
                .toList();
        DType type = wish.orElse(stored.size() == 1 ? stored.getFirst() : DType.F32);
        return taken.contains(type) ? type : DType.F32;
    }
}

package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.MatrixRef;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * In which formats a device keeps weights.
 *
 * @param checkpoint where they come from
 * @param wish the user's type for matrices; empty keeps each as it is stored
 * @param taken the plain types that the device's matrix products take
 * @param support what the device says to plain products with weights of other formats
 */
record WeightTypes(
        Checkpoint checkpoint, Optional<DType> wish, Set<DType> taken, Function<WeightSpec, Support> support) {

    /** Norms and biases are small, so they are kept exactly. */
    static final DType VECTOR = DType.F32;

    /** Quantised tables of more bytes in f32 are widened to f16 only, whose error is a hundredth of the quantisation's. */
    static final long EXACT_TABLE_BYTES = 256L << 20;

    /**
     * The format that a matrix is kept in for products: the wish, or the common stored format, or f32 where parts differ or the device cannot. Quantised weights that the
     * device cannot multiply with are dequantised.
     */
    WeightFormat of(MatrixRef matrix) {
        if (wish.isEmpty() && isQuantised(matrix) && !isMixed(matrix)) {
            WeightFormat stored = stored(matrix.parts().getFirst(), matrix.k());
            if (refusal(matrix).isEmpty()) {
                return stored;
            }
        }
        return WeightFormat.dense(plain(matrix));
    }

    /** Why the device does not take a matrix as it is stored, empty where it does. */
    Optional<String> refusal(MatrixRef matrix) {
        WeightFormat stored = stored(matrix.parts().getFirst(), matrix.k());
        return support.apply(new WeightSpec(matrix.n(), matrix.k(), stored)) instanceof Support.Unsupported no
                ? Optional.of(no.reason())
                : Optional.empty();
    }

    /** The type of a table whose rows are looked up. */
    DType table(MatrixRef matrix) {
        HostTensor table = storedTable(matrix);
        if (wish.isEmpty() && table.block().isPresent()) {
            boolean exact = (long) matrix.n() * matrix.k() * VECTOR.bytes() <= EXACT_TABLE_BYTES;
            return exact || !taken.contains(DType.F16) ? DType.F32 : DType.F16;
        }
        DType type = wish.orElse(table.block().isPresent() ? DType.F32 : table.dtype());
        return taken.contains(type) ? type : DType.F32;
    }

    /** A table as it is stored. */
    HostTensor storedTable(MatrixRef matrix) {
        MatrixRef.Part part = matrix.parts().getFirst();
        return checkpoint.requireTable(part.name(), part.rows(), matrix.k());
    }

    private DType plain(MatrixRef matrix) {
        List<WeightFormat> stored = formats(matrix);
        DType common =
                stored.size() == 1 && stored.getFirst() instanceof WeightFormat.Dense dense ? dense.type() : DType.F32;
        DType type = wish.orElse(common);
        return taken.contains(type) ? type : DType.F32;
    }

    /** Whether parts of a matrix would have to be converted to be one: some are quantised, and not all in one format. */
    boolean isMixed(MatrixRef matrix) {
        return wish.isEmpty() && isQuantised(matrix) && formats(matrix).size() > 1;
    }

    /** The format that a part is stored in. */
    WeightFormat stored(MatrixRef.Part part, int k) {
        HostTensor tensor = checkpoint.require(part.name(), part.rows(), k);
        return tensor.block()
                .<WeightFormat>map(WeightFormat.Blocked::new)
                .orElseGet(() -> WeightFormat.dense(tensor.dtype()));
    }

    private boolean isQuantised(MatrixRef matrix) {
        return formats(matrix).stream().anyMatch(WeightFormat.Blocked.class::isInstance);
    }

    private List<WeightFormat> formats(MatrixRef matrix) {
        return matrix.parts().stream()
                .map(part -> stored(part, matrix.k()))
                .distinct()
                .toList();
    }
}

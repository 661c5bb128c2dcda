package dev.octavo.spi.op;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Where the numbers of a weight matrix lie in host memory: parts that are stacked along n (the query, key and value projections of a fused layer; the experts, one after the other).
 *
 * @param parts from the first row on
 * @param stable whether the memory stays alive and unchanged until the weights are closed, so that a backend may use it in place
 */
public record WeightSource(List<Part> parts, boolean stable) {

    /** Keeps a copy. */
    public WeightSource {
        parts = List.copyOf(parts);
    }

    /** One dense part that stays alive. */
    public static WeightSource stable(int rows, MemorySegment values) {
        return new WeightSource(List.of(new Part(rows, values)), true);
    }

    /** Rows over all parts. */
    public int rows() {
        return parts.stream().mapToInt(Part::rows).sum();
    }

    /**
     * Some rows, counted over all experts.
     *
     * <p>Grouped formats: values unsigned, each row padded to whole bytes; scales {@code [rows, groups]} in the format's type; zero points U8 {@code [rows, groups]}, one byte each; groups are
     * {@code ceil(k / groupSize)}. Scaled formats: scales f32 {@code [ceil(rows / tileRows), ceil(k / tileColumns)]}; a part of several experts has such a grid for each, one after the other.
     *
     * @param rows how many
     * @param values {@code [rows, k]} in the spec's format, little-endian
     * @param scales scales of formats that store them apart
     * @param zeroPoints zero points of formats that have them
     */
    public record Part(
            int rows, MemorySegment values, Optional<MemorySegment> scales, Optional<MemorySegment> zeroPoints) {
        /** Values without scales. */
        public Part(int rows, MemorySegment values) {
            this(rows, values, Optional.empty(), Optional.empty());
        }
    }
}

package dev.octavo.runtime.quantize;

import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.graph.MatrixRef;
import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which tensors of a checkpoint are quantised: the matrices of linear layers, and the output layer. Norms, biases and the table of embeddings are not; where output layer and embeddings are one tensor, products take it
 * quantised, and rows are looked up in the plain one.
 *
 * @param targets what is quantised, in the order in which a step needs it
 * @param kept why linear layers stay as they are, with how many there are for each reason
 * @param replacedBytes bytes of those tensors that are not needed any more once the targets are quantised
 */
record QuantizationPlan(List<Target> targets, Map<String, Integer> kept, long replacedBytes) {

    /**
     * A tensor that is quantised.
     *
     * @param name in the checkpoint
     * @param rows rows
     * @param columns weights of a row, whole blocks
     * @param type to what
     */
    record Target(String name, int rows, int columns, BlockType type) {
        long weights() {
            return (long) rows * columns;
        }

        long bytes() {
            return weights() / type.weights() * type.bytes();
        }
    }

    QuantizationPlan {
        targets = List.copyOf(targets);
    }

    /**
     * Chooses.
     *
     * @throws UserException if there is nothing to quantise, or the checkpoint lacks a tensor
     */
    static QuantizationPlan of(Graph graph, Checkpoint source, Quantization quantization) {
        List<Target> targets = new ArrayList<>();
        Map<String, Integer> kept = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        Set<String> tables = new HashSet<>();
        long replaced = 0;
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Embed embed) {
                embed.table().parts().forEach(part -> tables.add(part.name()));
            }
            for (MatrixRef matrix : matrices(node)) {
                boolean output =
                        node instanceof Node.Project project && project.out().equals(graph.logits());
                for (MatrixRef.Part part : matrix.parts()) {
                    if (!seen.add(part.name())) {
                        continue;
                    }
                    HostTensor tensor = source.require(part.name(), part.rows(), matrix.k());
                    Optional<String> reason = reason(tensor, matrix.k());
                    Optional<BlockType> type = quantization.block(matrix.k(), output);
                    if (reason.isPresent() || type.isEmpty()) {
                        kept.merge(reason.orElse("no block fits"), 1, Integer::sum);
                        continue;
                    }
                    targets.add(new Target(part.name(), part.rows(), matrix.k(), type.get()));
                    replaced += tables.contains(part.name()) ? 0 : tensor.data().byteSize();
                }
            }
        }
        if (targets.isEmpty()) {
            throw new UserException("--quantization " + quantization.label() + " finds nothing to quantise: "
                    + String.join("; ", kept.keySet()) + "; leave it out");
        }
        return new QuantizationPlan(targets, kept, replaced);
    }

    private static List<MatrixRef> matrices(Node node) {
        return switch (node) {
            case Node.Project project -> List.of(project.linear().weights());
            case Node.ProjectAdd project -> List.of(project.linear().weights());
            case Node.GatedProject project ->
                List.of(project.gate().weights(), project.up().weights());
            default -> List.of();
        };
    }

    private static Optional<String> reason(HostTensor tensor, int columns) {
        if (tensor.block().isPresent()) {
            return Optional.of(
                    "weights are quantised already (" + tensor.block().get() + ")");
        }
        if (tensor.dtype() != DType.F32 && tensor.dtype() != DType.F16 && tensor.dtype() != DType.BF16) {
            return Optional.of("weights are of type " + tensor.dtype());
        }
        return columns % BlockLanes.GROUP == 0
                ? Optional.empty()
                : Optional.of("rows of " + columns + " weights are not whole groups of " + BlockLanes.GROUP);
    }

    /** Bytes of all blocks. */
    long bytes() {
        return targets.stream().mapToLong(Target::bytes).sum();
    }

    /** Weights that are quantised. */
    long weights() {
        return targets.stream().mapToLong(Target::weights).sum();
    }
}

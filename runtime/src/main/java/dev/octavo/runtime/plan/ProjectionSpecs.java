package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Linear;
import dev.octavo.runtime.graph.MatrixRef;
import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.graph.Value;
import dev.octavo.runtime.graph.VectorRef;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The matrix products of linear layers, as specs. */
final class ProjectionSpecs {

    private final WeightTypes types;
    private final PlanOptions options;
    private final Value logits;

    /** @param logits the graph's result, which samplers read as F32 */
    ProjectionSpecs(WeightTypes types, PlanOptions options, Value logits) {
        this.types = types;
        this.options = options;
        this.logits = logits;
    }

    GemmSpec project(Node.Project node) {
        return spec(
                node.linear().weights(),
                node.in().rows(),
                bias(node.linear().bias()),
                options.typeOf(node.out(), logits));
    }

    GemmSpec projectAdd(Node.ProjectAdd node) {
        List<Epilogue> epilogue = bias(node.linear().bias());
        epilogue.add(new Epilogue.AddResidual());
        return spec(node.linear().weights(), node.in().rows(), epilogue, options.activationType());
    }

    GemmSpec gatedProject(Node.GatedProject node) {
        Linear stacked = stacked(node);
        List<Epilogue> epilogue = bias(stacked.bias());
        epilogue.add(new Epilogue.Gate(node.function()));
        return spec(stacked.weights(), node.in().rows(), epilogue, options.activationType());
    }

    /** A matrix cut between parts of different formats where it cannot be one; else itself alone. */
    List<MatrixRef> uniform(MatrixRef matrix) {
        if (!types.isMixed(matrix)) {
            return List.of(matrix);
        }
        List<MatrixRef> runs = new ArrayList<>();
        List<MatrixRef.Part> run = new ArrayList<>();
        for (MatrixRef.Part part : matrix.parts()) {
            boolean breaks =
                    !run.isEmpty() && !types.stored(run.getFirst(), matrix.k()).equals(types.stored(part, matrix.k()));
            if (breaks) {
                runs.add(new MatrixRef(run, matrix.k()));
                run.clear();
            }
            run.add(part);
        }
        runs.add(new MatrixRef(run, matrix.k()));
        return runs;
    }

    /** Gate and value as one layer: the gate's rows first. */
    static Linear stacked(Node.GatedProject node) {
        Optional<VectorRef> bias = node.gate()
                .bias()
                .map(first -> new VectorRef(
                        Stream.concat(first.parts().stream(), node.up().bias().orElseThrow().parts().stream())
                                .toList()));
        return new Linear(node.gate().weights().above(node.up().weights()), bias);
    }

    private static List<Epilogue> bias(Optional<VectorRef> bias) {
        List<Epilogue> epilogue = new ArrayList<>();
        bias.ifPresent(vector -> epilogue.add(new Epilogue.Bias()));
        return epilogue;
    }

    private GemmSpec spec(MatrixRef matrix, Value.Rows rows, List<Epilogue> epilogue, DType output) {
        WeightFormat format = types.of(matrix);
        return new GemmSpec(
                new WeightSpec(matrix.n(), matrix.k(), format),
                options.activationType(),
                output,
                rows == Value.Rows.TOKENS ? options.maxTokens() : options.maxLogitRows(),
                precision(format),
                epilogue);
    }

    private ComputePrecision precision(WeightFormat format) {
        if (!options.roundedInputs()) {
            return ComputePrecision.STRICT;
        }
        return switch (format) {
            case WeightFormat.Dense dense when dense.type() == DType.BF16 -> ComputePrecision.REDUCED_INPUTS;
            case WeightFormat.Dense dense -> ComputePrecision.STRICT;
            default -> ComputePrecision.INT8_ACTIVATIONS;
        };
    }
}

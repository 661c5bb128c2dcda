package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Linear;
import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.graph.Value;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prepares linear layers, with whatever the {@linkplain GraphLowering lowering} left fused to them. */
final class ProjectionCompiler {

    private final OperatorPlans plans;
    private final WeightLoader weights;
    private final ProjectionSpecs specs;

    ProjectionCompiler(OperatorPlans plans, WeightLoader weights, ProjectionSpecs specs) {
        this.plans = plans;
        this.weights = weights;
        this.specs = specs;
    }

    Binder project(Node.Project node) {
        GemmSpec spec = specs.project(node);
        Plan<GemmArgs> plan = plans.gemm(spec);
        Weights loaded = weights.matrix(node.linear().weights(), spec);
        Optional<TensorRef> bias = node.linear().bias().map(weights::vector);
        return step -> {
            TensorRef out = step.columns(node.out(), node.firstColumn(), spec.outputColumns());
            GemmArgs args = new GemmArgs(
                    step.matrix(node.in()), loaded, out, bias.stream().toList(), Optional.empty());
            return new Command.Run<>(plan, ArgumentChecks.check(spec, args));
        };
    }

    Binder add(Node.ProjectAdd node) {
        return binder(specs.projectAdd(node), node.linear(), node.in(), node.residual(), Optional.of(node.residual()));
    }

    Binder gated(Node.GatedProject node) {
        return binder(specs.gatedProject(node), ProjectionSpecs.stacked(node), node.in(), node.out(), Optional.empty());
    }

    private Binder binder(GemmSpec spec, Linear linear, Value in, Value out, Optional<Value> residual) {
        Plan<GemmArgs> plan = plans.gemm(spec);
        Weights loaded = weights.matrix(linear.weights(), spec);
        Optional<TensorRef> bias = linear.bias().map(weights::vector);
        return step -> {
            List<TensorRef> operands = new ArrayList<>(2);
            bias.ifPresent(operands::add);
            residual.ifPresent(value -> operands.add(step.matrix(value)));
            GemmArgs args = new GemmArgs(step.matrix(in), loaded, step.matrix(out), operands, Optional.empty());
            return new Command.Run<>(plan, ArgumentChecks.check(spec, args));
        };
    }
}

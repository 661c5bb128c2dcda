package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.graph.Linear;
import dev.octavo.runtime.graph.MatrixRef;
import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.graph.Value;
import dev.octavo.runtime.graph.VectorRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits what a backend refuses to do in one operator: bias, residual and gate of a linear layer become operators of their own. A backend that takes plain matrix products
 * and plain operators can thus run every model.
 */
final class GraphLowering {

    private final OperatorPlans plans;
    private final ProjectionSpecs specs;
    private final List<Value> values;
    private final List<Node> nodes = new ArrayList<>();

    private GraphLowering(Graph graph, OperatorPlans plans, ProjectionSpecs specs) {
        this.plans = plans;
        this.specs = specs;
        this.values = new ArrayList<>(graph.values());
    }

    static Graph lower(Graph graph, OperatorPlans plans, ProjectionSpecs specs) {
        GraphLowering lowering = new GraphLowering(graph, plans, specs);
        graph.nodes().forEach(lowering::lower);
        return new Graph(lowering.values, lowering.nodes, graph.logits(), graph.kv());
    }

    private void lower(Node node) {
        switch (node) {
            case Node.Project project when isMixed(project.linear()) -> split(project);
            case Node.GatedProject gated
            when isMixed(ProjectionSpecs.stacked(gated)) || !plans.takes(specs.gatedProject(gated)) -> {
                Linear stacked = ProjectionSpecs.stacked(gated);
                Value both = temporary(gated.in(), stacked.weights().n());
                lower(new Node.Project(gated.in(), stacked, both));
                nodes.add(new Node.Gate(both, gated.function(), gated.out()));
            }
            case Node.ProjectAdd add
            when isMixed(add.linear()) || !plans.takes(specs.projectAdd(add)) -> {
                Value product = temporary(add.in(), add.linear().weights().n());
                lower(new Node.Project(add.in(), add.linear(), product));
                nodes.add(new Node.AddTo(product, add.residual()));
            }
            case Node.Project project
            when project.linear().bias().isPresent() && !plans.takes(specs.project(project)) -> {
                VectorRef bias = project.linear().bias().get();
                nodes.add(new Node.Project(
                        project.in(), new Linear(project.linear().weights(), Optional.empty()), project.out()));
                nodes.add(new Node.AddVector(bias, project.out()));
            }
            default -> nodes.add(node);
        }
    }

    private boolean isMixed(Linear linear) {
        return specs.uniform(linear.weights()).size() > 1;
    }

    /** One product for each run of parts in one format, side by side in the output. */
    private void split(Node.Project project) {
        int column = project.firstColumn();
        for (MatrixRef run : specs.uniform(project.linear().weights())) {
            nodes.add(new Node.Project(project.in(), Linear.plain(run), project.out(), column));
            column += run.n();
        }
        project.linear().bias().ifPresent(bias -> nodes.add(new Node.AddVector(bias, project.out())));
    }

    private Value temporary(Value like, int columns) {
        Value value = new Value(values.size(), like.rows(), columns);
        values.add(value);
        return value;
    }
}

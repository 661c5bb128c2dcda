package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Heads;
import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.graph.Value;
import dev.octavo.runtime.load.QuantisedRows;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.TensorOpArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prepares the operators of each node. Matrix products, with their fusions, are {@link ProjectionCompiler}'s. */
final class NodeCompiler {

    private final OperatorPlans plans;
    private final WeightLoader weights;
    private final NodeSpecs specs;
    private final PlanOptions options;
    private final ProjectionCompiler projections;
    private final List<Binder> binders = new ArrayList<>();
    private final List<Binder> logitBinders = new ArrayList<>();

    NodeCompiler(
            OperatorPlans plans,
            WeightLoader weights,
            ProjectionSpecs projections,
            NodeSpecs specs,
            PlanOptions options) {
        this.plans = plans;
        this.weights = weights;
        this.specs = specs;
        this.options = options;
        this.projections = new ProjectionCompiler(plans, weights, projections);
    }

    /** Of nodes that every step runs. */
    List<Binder> binders() {
        return binders;
    }

    /** Of nodes behind {@link Node.PickRows}, which a step without logits leaves out. */
    List<Binder> logitBinders() {
        return logitBinders;
    }

    void compile(Node node) {
        boolean forLogits = node.values().stream().anyMatch(value -> value.rows() == Value.Rows.LOGITS);
        (forLogits ? logitBinders : binders).add(binder(node));
    }

    private Binder binder(Node node) {
        return switch (node) {
            case Node.Embed embed -> embed(embed);
            case Node.RmsNorm norm -> norm(norm);
            case Node.HeadNorm norm -> headNorm(norm);
            case Node.Project project -> projections.project(project);
            case Node.GatedProject project -> projections.gated(project);
            case Node.ProjectAdd project -> projections.add(project);
            case Node.Rotate rotate -> rotate(rotate);
            case Node.Append append -> append(append);
            case Node.Attend attend -> attend(attend);
            case Node.PickRows pick -> pick(pick);
            case Node.Gate gate -> gate(gate);
            case Node.AddTo add -> addTo(add);
            case Node.AddVector add -> addVector(add);
        };
    }

    private Binder embed(Node.Embed node) {
        Optional<QuantisedRows> rows = weights.rows(node.table());
        if (rows.isPresent()) {
            return step -> Command.Lookup.of(rows.get(), node.scale(), step.tokenIds(), step.matrix(node.out()));
        }
        TensorRef table = weights.table(node.table());
        Plan<TensorOpArgs> plan = plans.op(specs.embed(node));
        return step -> new Command.Run<>(
                plan, new TensorOpArgs(List.of(table, step.tokenIds()), List.of(step.matrix(node.out()))));
    }

    private Binder pick(Node.PickRows node) {
        Plan<TensorOpArgs> plan = plans.op(specs.pick(node));
        return step -> new Command.Run<>(
                plan,
                new TensorOpArgs(
                        List.of(step.matrix(node.in()), step.logitTokens()), List.of(step.matrix(node.out()))));
    }

    private Binder norm(Node.RmsNorm node) {
        TensorRef weight = weights.vector(node.weight());
        Plan<TensorOpArgs> plan = plans.op(specs.norm(node));
        return step -> new Command.Run<>(
                plan, new TensorOpArgs(List.of(step.matrix(node.in()), weight), List.of(step.matrix(node.out()))));
    }

    private Binder headNorm(Node.HeadNorm node) {
        Heads heads = node.heads();
        TensorRef weight = weights.vector(node.weight());
        Plan<TensorOpArgs> plan = plans.op(specs.headNorm(node));
        return step -> {
            TensorRef tensor = step.heads(heads);
            return new Command.Run<>(plan, new TensorOpArgs(List.of(tensor, weight), List.of(tensor)));
        };
    }

    private Binder rotate(Node.Rotate node) {
        List<TensorRef> tables = weights.rotary(node.tables());
        Plan<TensorOpArgs> plan = plans.op(specs.rotate(node));
        return step -> new Command.Run<>(
                plan,
                new TensorOpArgs(
                        List.of(step.positions(), tables.get(0), tables.get(1)),
                        node.heads().stream().map(step::heads).toList()));
    }

    private Binder append(Node.Append node) {
        return step -> new Command.Append(
                step.cache(),
                new KvAppendArgs(
                        step.cacheLayer(node.layer()),
                        step.heads(node.key()),
                        step.heads(node.value()),
                        step.slots(node.layer())));
    }

    private Binder attend(Node.Attend node) {
        Heads query = node.query();
        AttentionSpec spec = specs.attend(node);
        Plan<AttentionArgs> plan = plans.attention(spec);
        Heads out = node.out().heads(options.cache().valueDim());
        return step -> new Command.Run<>(
                plan,
                ArgumentChecks.check(
                        spec,
                        new AttentionArgs(
                                step.heads(query),
                                step.cache(),
                                step.cacheLayer(node.layer()),
                                step.queryStart(),
                                step.sequenceLengths(),
                                step.blockTable(node.layer()),
                                step.shape().queryBound(),
                                step.shape().lengthBound(),
                                Optional.empty(),
                                Optional.empty(),
                                step.heads(out))));
    }

    private Binder gate(Node.Gate node) {
        int width = node.out().columns();
        Plan<TensorOpArgs> plan = plans.op(specs.gate(node));
        return step -> {
            TensorRef gate = step.columns(node.in(), 0, width);
            TensorRef up = step.columns(node.in(), width, width);
            return new Command.Run<>(plan, new TensorOpArgs(List.of(gate, up), List.of(step.matrix(node.out()))));
        };
    }

    private Binder addTo(Node.AddTo node) {
        Plan<TensorOpArgs> plan = plans.op(specs.addTo(node));
        return step -> {
            TensorRef target = step.matrix(node.target());
            return new Command.Run<>(plan, new TensorOpArgs(List.of(target, step.matrix(node.in())), List.of(target)));
        };
    }

    private Binder addVector(Node.AddVector node) {
        TensorRef vector = weights.vector(node.vector());
        Plan<TensorOpArgs> plan = plans.op(specs.addVector(node));
        return step -> {
            TensorRef target = step.matrix(node.target());
            return new Command.Run<>(plan, new TensorOpArgs(List.of(target, vector), List.of(target)));
        };
    }
}

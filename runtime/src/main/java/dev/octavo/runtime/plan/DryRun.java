package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.graph.Node;
import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.TensorOpSpec;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks a backend for all that a graph needs, and prepares, loads and allocates nothing. */
final class DryRun {

    private final Backend backend;
    private final PlanOptions options;
    private final ProjectionSpecs projections;
    private final NodeSpecs specs;
    private final Set<Object> asked = new HashSet<>();
    private final Set<String> refusals = new LinkedHashSet<>();

    DryRun(Backend backend, PlanOptions options, ProjectionSpecs projections, NodeSpecs specs) {
        this.backend = backend;
        this.options = options;
        this.projections = projections;
        this.specs = specs;
    }

    /** What the backend refuses also when it is split, each with the backend's reason; empty where the graph can run. */
    List<String> refusals(Graph graph) {
        // The answers to fused operators are of no interest here: what is refused is split, and asked for again below.
        OperatorPlans questions = new OperatorPlans(backend, new PlanReport());
        Graph lowered = GraphLowering.lower(graph, questions, projections);
        lowered.nodes().forEach(this::ask);
        int layers = graph.kv().layers();
        if (layers > 0) {
            note(
                    "KV cache (--kv-cache-dtype)",
                    backend.kvCaches().support(new KvCacheSpec(options.cache(), layers, 1)));
        }
        return List.copyOf(refusals);
    }

    private void ask(Node node) {
        Object spec = spec(node);
        if (!asked.add(spec)) {
            return; // Layers are alike.
        }
        switch (spec) {
            case GemmSpec gemm -> note("gemm", backend.gemm().support(gemm));
            case AttentionSpec attention ->
                note("attention", backend.attention().support(attention));
            case TensorOpSpec op -> note(OperatorPlans.name(op), backend.ops().support(op));
            default -> {
                // The KV cache, asked for as a whole.
            }
        }
    }

    private Object spec(Node node) {
        return switch (node) {
            case Node.Embed embed -> specs.embed(embed);
            case Node.RmsNorm norm -> specs.norm(norm);
            case Node.HeadNorm norm -> specs.headNorm(norm);
            case Node.Project project -> projections.project(project);
            case Node.GatedProject project -> projections.gatedProject(project);
            case Node.ProjectAdd project -> projections.projectAdd(project);
            case Node.Rotate rotate -> specs.rotate(rotate);
            case Node.Append append -> options.cache();
            case Node.Attend attend -> specs.attend(attend);
            case Node.PickRows pick -> specs.pick(pick);
            case Node.Gate gate -> specs.gate(gate);
            case Node.AddTo add -> specs.addTo(add);
            case Node.AddVector add -> specs.addVector(add);
        };
    }

    private void note(String operator, Support support) {
        if (support instanceof Support.Unsupported no) {
            refusals.add(operator + ": " + no.reason());
        }
    }
}

package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmSpec;
import java.util.List;

/**
 * Turns a graph into something that runs: asks the backend for each operator, splits what it refuses, loads the weights and allocates the buffers.
 */
public final class Planner {

    private final Backend backend;
    private final PlanOptions options;

    /** A planner for one open device. */
    public Planner(Backend backend, PlanOptions options) {
        this.backend = backend;
        this.options = options;
    }

    /**
     * What the device refuses of a graph, also when it is split: operators with the backend's reasons; empty where the graph can run. Nothing is loaded or allocated.
     *
     * @throws dev.octavo.spi.UserException if the checkpoint lacks a matrix or has one of another shape
     */
    public List<String> refusals(Graph graph, Checkpoint checkpoint) {
        WeightTypes types = types(checkpoint);
        ProjectionSpecs projections = new ProjectionSpecs(types, options, graph.logits());
        NodeSpecs specs = new NodeSpecs(types, options, graph.logits());
        return new DryRun(backend, options, projections, specs).refusals(graph);
    }

    private WeightTypes types(Checkpoint checkpoint) {
        return new WeightTypes(
                checkpoint,
                options.weightType(),
                backend.capabilities().weightTypes(),
                weights -> backend.gemm()
                        .support(new GemmSpec(
                                weights,
                                options.activationType(),
                                options.activationType(),
                                options.maxTokens(),
                                ComputePrecision.STRICT,
                                List.of())));
    }

    /**
     * Plans and loads. The checkpoint is used by the result and closed with it.
     *
     * @throws UnsupportedSpecException if the backend cannot run a part of the model even when it is split; all such parts are named, and nothing was loaded
     * @throws dev.octavo.spi.UserException if the checkpoint lacks a tensor or has one of another shape
     * @throws dev.octavo.spi.OutOfDeviceMemoryException if weights or activations do not fit
     */
    public PlannedModel plan(Graph graph, Checkpoint checkpoint, LoadProgress progress) {
        List<String> refusals = refusals(graph, checkpoint);
        if (!refusals.isEmpty()) {
            throw new UnsupportedSpecException("device " + backend.device().address() + " cannot run this model: "
                    + String.join("; ", refusals) + ". Choose another --device; `octavo devices` lists them");
        }
        CommandQueue queue = backend.newQueue();
        PlanReport report = new PlanReport();
        OperatorPlans plans = new OperatorPlans(backend, report);
        WeightTypes types = types(checkpoint);
        WeightLoader weights = new WeightLoader(backend, queue, checkpoint, types, report, progress);
        CompiledStep step = checkpoint.reading(() -> compile(graph, plans, types, weights));
        weights.finished();
        return new PlannedModel(backend, queue, step, weights, checkpoint, graph, options, report);
    }

    private CompiledStep compile(Graph graph, OperatorPlans plans, WeightTypes types, WeightLoader weights) {
        ProjectionSpecs specs = new ProjectionSpecs(types, options, graph.logits());
        Graph lowered = GraphLowering.lower(graph, plans, specs);
        NodeSpecs others = new NodeSpecs(types, options, graph.logits());
        NodeCompiler compiler = new NodeCompiler(plans, weights, specs, others, options);
        for (Node node : lowered.nodes()) {
            compiler.compile(node);
        }
        return new CompiledStep(lowered, options, backend, plans, compiler);
    }
}

package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;

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
     * Plans and loads. The checkpoint is used by the result and closed with it.
     *
     * @throws dev.octavo.spi.UnsupportedSpecException if the backend cannot run a part of the model even when it is split
     * @throws dev.octavo.spi.UserException if the checkpoint lacks a tensor or has one of another shape
     * @throws dev.octavo.spi.OutOfDeviceMemoryException if weights or activations do not fit
     */
    public PlannedModel plan(Graph graph, Checkpoint checkpoint, LoadProgress progress) {
        CommandQueue queue = backend.newQueue();
        PlanReport report = new PlanReport();
        OperatorPlans plans = new OperatorPlans(backend, report);
        WeightLoader weights = new WeightLoader(backend, queue, checkpoint, options.weightType(), progress);
        CompiledStep step = checkpoint.reading(() -> compile(graph, plans, weights));
        weights.finished();
        return new PlannedModel(backend, queue, step, weights, checkpoint, graph, options, report);
    }

    private CompiledStep compile(Graph graph, OperatorPlans plans, WeightLoader weights) {
        ProjectionSpecs specs = new ProjectionSpecs(weights, options);
        Graph lowered = GraphLowering.lower(graph, plans, specs);
        NodeCompiler compiler = new NodeCompiler(plans, weights, specs, options);
        for (Node node : lowered.nodes()) {
            compiler.compile(node);
        }
        return new CompiledStep(lowered, options, backend, plans, compiler);
    }
}

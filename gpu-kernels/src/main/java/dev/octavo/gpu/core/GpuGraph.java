package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.LaunchSequence;
import dev.octavo.spi.CommandGraph;
import java.util.List;

/** A captured run of commands. */
final class GpuGraph implements CommandGraph {

    private final GpuCore core;
    private final int nodes;
    private final GraphStep[] steps;
    private final List<LaunchSequence> sequences;
    private final List<GpuBuffer> owned;
    private final GraphNeeds needs;
    private volatile boolean closed;

    /**
     * @param owned memory that is freed with this graph
     * @param needs what has to be open at each launch
     */
    GpuGraph(
            GpuCore core,
            int nodes,
            List<GraphStep> steps,
            List<LaunchSequence> sequences,
            List<GpuBuffer> owned,
            GraphNeeds needs) {
        this.core = core;
        this.nodes = nodes;
        this.steps = steps.toArray(GraphStep[]::new);
        this.sequences = List.copyOf(sequences);
        this.owned = List.copyOf(owned);
        this.needs = needs;
    }

    GpuCore core() {
        return core;
    }

    void enqueue(GpuStream stream) {
        if (closed) {
            throw new IllegalStateException("this graph is closed");
        }
        needs.check();
        for (GraphStep step : steps) {
            step.enqueue(stream);
        }
    }

    @Override
    public int nodeCount() {
        return nodes;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            sequences.forEach(LaunchSequence::close);
            owned.forEach(GpuBuffer::close);
        }
    }
}

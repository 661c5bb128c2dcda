package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.LayerGroups;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvCacheSpec;
import java.util.Optional;

/** A model on a device, still without a KV cache: how large that may be is known only now. */
public final class PlannedModel implements AutoCloseable {

    private final Backend backend;
    private final CommandQueue queue;
    private final CompiledStep step;
    private final WeightLoader weights;
    private final Checkpoint checkpoint;
    private final Graph graph;
    private final PlanOptions options;
    private final PlanReport report;
    private boolean eager;

    PlannedModel(
            Backend backend,
            CommandQueue queue,
            CompiledStep step,
            WeightLoader weights,
            Checkpoint checkpoint,
            Graph graph,
            PlanOptions options,
            PlanReport report) {
        this.backend = backend;
        this.queue = queue;
        this.step = step;
        this.weights = weights;
        this.checkpoint = checkpoint;
        this.graph = graph;
        this.options = options;
        this.report = report;
    }

    /** What the backend answered. */
    public PlanReport report() {
        return report;
    }

    /** Bytes of one KV block over all layers. */
    public long blockBytes() {
        return Math.multiplyExact(
                options.cache().blockBytes(), (long) graph.layerGroups().cacheLayers());
    }

    /** What the device's memory is like, now that weights, activations and workspaces are there: all but the cache. */
    public MemoryStats memory() {
        return backend.memory().stats();
    }

    /** Enqueues every command by itself, always. By default a device that can gets the commands of decodes as graphs. */
    public PlannedModel eager(boolean wanted) {
        eager = wanted;
        return this;
    }

    /**
     * Makes the cache and hands the model over to a runner, which closes it.
     *
     * @param blocks KV blocks, the null block included
     */
    public ModelRunner withCache(int blocks) {
        LayerGroups layers = graph.layerGroups();
        var cache = backend.kvCaches().create(new KvCacheSpec(options.cache(), layers.cacheLayers(), blocks));
        step.useCache(cache);
        step.useGraphs(!eager);
        TensorRef logits = step.logits(options.maxLogitRows());
        boolean draws = DeviceSampler.fits(backend, logits, report);
        Optional<TokenFeed> feed = draws && step.batches().size() > 1 && queue.isAsynchronous()
                ? TokenFeed.of(backend, options.maxLogitRows(), options.maxTokens(), report)
                : Optional.empty();
        return new DeviceModelRunner(
                this,
                queue,
                step,
                cache,
                graph.vocabularySize(),
                options,
                backend.capabilities().batch(),
                new KvBlockCopier(cache, queue, backend.memory()),
                blocks,
                layers.groups(),
                draws ? Optional.of(DeviceSampler.of(backend, logits, feed)) : Optional.empty(),
                feed);
    }

    @Override
    public void close() {
        queue.await();
        step.close();
        weights.close();
        queue.close();
        checkpoint.close();
        backend.close();
    }
}

package dev.octavo.runtime.llm;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.discovery.BackendCatalog;
import dev.octavo.runtime.discovery.DeviceChoice;
import dev.octavo.runtime.discovery.DeviceSelector;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.generate.LlmEngine;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.DummyCheckpoint;
import dev.octavo.runtime.model.Architectures;
import dev.octavo.runtime.plan.PlanOptions;
import dev.octavo.runtime.plan.PlannedModel;
import dev.octavo.runtime.plan.Planner;
import dev.octavo.runtime.quantize.QuantizedCheckpoint;
import dev.octavo.runtime.quantize.WeightQuantization;
import dev.octavo.spi.Backend;
import dev.octavo.spi.ResourceException;
import dev.octavo.tensor.DType;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens a model: files, device, plan, cache, engine, in this order, and gives everything back if a later part fails. */
final class ModelOpening {

    private static final System.Logger LOG = System.getLogger("dev.octavo.runtime.llm");

    /** Time for warming up from which on whole requests are rehearsed too. */
    private static final Duration REHEARSED = Duration.ofSeconds(1);

    private final LlmOptions options;
    private final Supplier<BackendCatalog> catalog;

    ModelOpening(LlmOptions options) {
        this(options, () -> BackendCatalog.discover(options.search().forDevice(options.device())));
    }

    ModelOpening(LlmOptions options, Supplier<BackendCatalog> catalog) {
        this.options = options;
        this.catalog = catalog;
    }

    Llm open() {
        long start = System.nanoTime();
        ModelFiles files = ModelFiles.of(options.model());
        HfConfig config = files.config();
        ServedModelReader reader = new ServedModelReader(options, files, config);
        Checkpoint checkpoint = checkpoint(files, config);
        Backend backend = null;
        try {
            DeviceTrial trial = new DeviceTrial(options, config, checkpoint);
            DeviceChoice choice = new DeviceSelector(catalog.get()).select(options.device(), trial::objection);
            choice.log().forEach(line -> LOG.log(System.Logger.Level.INFO, line));
            DeviceTrial.Ready ready = trial.ready(choice);
            backend = ready.backend();
            return open(files, config, reader, checkpoint, choice, ready, start);
        } catch (RuntimeException | Error e) {
            DeviceTrial.closeAfter(e, backend);
            DeviceTrial.closeAfter(e, checkpoint);
            throw e;
        }
    }

    /** What only says a few words wants to begin soon; what goes on to serve is to be as fast at first as later. */
    private Duration warmUp(ServedModel model, ModelRunner runner) {
        long start = System.nanoTime();
        new WarmUp(runner).run(options.warmUp());
        if (options.warmUp().compareTo(REHEARSED) >= 0) {
            new Rehearsal(options.engine(), model, runner).run();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private Checkpoint checkpoint(ModelFiles files, HfConfig config) {
        Supplier<Checkpoint> stored = () -> options.dummyWeights()
                ? new DummyCheckpoint(
                        config.dtype().orElse(DType.F32), options.engine().seed())
                : files.weights();
        if (options.quantization().isEmpty()) {
            return stored.get();
        }
        // Which tensors are linear layers does not depend on the length of sequences.
        Graph graph = Architectures.graph(config, 1);
        return new WeightQuantization(
                        options.quantization().get(), options.quantizationCache(), files.name(), options.progress())
                .open(graph, stored);
    }

    /** Opens files and device once more, for a model that was planned before. */
    private ModelRunner reopen(
            ModelFiles files, HfConfig config, DeviceChoice choice, Graph graph, PlanOptions plan, int blocks) {
        Checkpoint checkpoint = checkpoint(files, config);
        Backend backend = null;
        try {
            backend = choice.open(options.backendOptions());
            return new Planner(backend, plan)
                    .plan(graph, checkpoint, options.progress())
                    .eager(options.eager())
                    .withCache(blocks);
        } catch (RuntimeException | Error e) {
            DeviceTrial.closeAfter(e, backend);
            DeviceTrial.closeAfter(e, checkpoint);
            throw e;
        }
    }

    /** What was decided before activations and workspaces were there, less what they took. */
    private CacheSizing sized(CacheSizing decided, PlannedModel planned) {
        if (options.memoryShare().isEmpty()) {
            return decided;
        }
        try {
            long rest = CacheSizing.rest(planned.memory(), options.memoryShare().getAsDouble(), 0);
            CacheSizing sizing = decided.within(rest, planned.blockBytes());
            int needed = Math.ceilDiv(sizing.maxModelLength(), options.blockSize()) + 1;
            if (sizing.blocks() < needed) {
                throw new ResourceException("one sequence of " + sizing.maxModelLength() + " tokens needs "
                        + needed * planned.blockBytes() + " bytes of KV cache, but --gpu-memory-utilization "
                        + options.memoryShare().getAsDouble() + " leaves " + rest
                        + "; raise it, or lower --max-model-len or --max-num-batched-tokens");
            }
            return sizing;
        } catch (RuntimeException e) {
            DeviceTrial.closeAfter(e, planned);
            throw e;
        }
    }

    private Llm open(
            ModelFiles files,
            HfConfig config,
            ServedModelReader reader,
            Checkpoint checkpoint,
            DeviceChoice choice,
            DeviceTrial.Ready ready,
            long start) {
        Graph graph = ready.graph();
        PlannedModel planned =
                ready.planner().plan(graph, checkpoint, options.progress()).eager(options.eager());
        CacheSizing sizing = sized(ready.sizing(), planned);
        ModelRunner runner = new ReopeningRunner(
                planned.withCache(sizing.blocks()),
                () -> reopen(files, config, choice, graph, ready.plan(), sizing.blocks()),
                options.engine()
                        .kvOffloadingDisk()
                        .map(disk -> ModelIdentity.of(options, choice.device(), sizing.maxModelLength())));
        Duration loadTime = Duration.ofNanos(System.nanoTime() - start);
        ServedModel model = reader.served(sizing.maxModelLength(), graph.vocabularySize());
        Duration warmUpTime = warmUp(model, runner);
        LoadReport report = new LoadReport(
                ready.backend().device(),
                choice.log(),
                config.architectures().getFirst(),
                checkpoint.byteSize(),
                sizing.maxModelLength(),
                sizing.blocks(),
                planned.blockBytes() * sizing.blocks(),
                planned.report(),
                checkpoint instanceof QuantizedCheckpoint quantised
                        ? Optional.of(quantised.report())
                        : Optional.empty(),
                loadTime,
                warmUpTime);
        LlmEngine engine = new LlmEngine(options.engine(), model, runner);
        engine.startTimes(loadTime, warmUpTime);
        return new Llm(engine, report);
    }
}

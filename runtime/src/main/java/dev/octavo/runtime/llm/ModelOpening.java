package dev.octavo.runtime.llm;

import dev.octavo.runtime.config.GenerationConfig;
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
import dev.octavo.spi.Backend;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.UserException;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Opens a model: files, device, plan, cache, engine, in this order, and gives everything back if a later part fails. */
final class ModelOpening {

    private static final System.Logger LOG = System.getLogger("dev.octavo.runtime.llm");

    private final LlmOptions options;

    ModelOpening(LlmOptions options) {
        this.options = options;
    }

    Llm open() {
        long start = System.nanoTime();
        if (!Files.isDirectory(options.model())) {
            throw new UserException("there is no model directory " + options.model()
                    + "; give the folder that holds config.json and the weights");
        }
        HfConfig config = HfConfig.read(options.model());
        GenerationConfig generation = GenerationConfig.read(options.model());
        ServedModelReader reader = new ServedModelReader(options, config, generation);
        Checkpoint checkpoint = checkpoint(config);
        Backend backend = null;
        try {
            DeviceChoice choice = choose(checkpoint);
            choice.log().forEach(line -> LOG.log(System.Logger.Level.INFO, line));
            backend = choice.open(options.backendOptions());
            return open(config, reader, checkpoint, choice, backend, start);
        } catch (RuntimeException | Error e) {
            closeAfter(e, backend);
            closeAfter(e, checkpoint);
            throw e;
        }
    }

    private Checkpoint checkpoint(HfConfig config) {
        return options.dummyWeights()
                ? new DummyCheckpoint(
                        config.dtype().orElse(DType.F32), options.engine().seed())
                : Checkpoint.open(options.model());
    }

    /** Opens files and device once more, for a model that was planned before. */
    private ModelRunner reopen(HfConfig config, DeviceChoice choice, Graph graph, PlanOptions plan, int blocks) {
        Checkpoint checkpoint = checkpoint(config);
        Backend backend = null;
        try {
            backend = choice.open(options.backendOptions());
            return new Planner(backend, plan)
                    .plan(graph, checkpoint, options.progress())
                    .withCache(blocks);
        } catch (RuntimeException | Error e) {
            closeAfter(e, backend);
            closeAfter(e, checkpoint);
            throw e;
        }
    }

    private static void closeAfter(Throwable failure, @org.jspecify.annotations.Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    private DeviceChoice choose(Checkpoint checkpoint) {
        BackendCatalog catalog = BackendCatalog.discover(options.search());
        return new DeviceSelector(catalog).select(options.device(), device -> tooSmall(device, checkpoint.byteSize()));
    }

    private static Optional<String> tooSmall(DeviceInfo device, long bytes) {
        return device.freeBytes() >= 0 && device.freeBytes() < bytes
                ? Optional.of("the weights need " + bytes + " bytes, " + device.freeBytes() + " are free")
                : Optional.empty();
    }

    private Llm open(
            HfConfig config,
            ServedModelReader reader,
            Checkpoint checkpoint,
            DeviceChoice choice,
            Backend backend,
            long start) {
        DType activation = backend.capabilities().activationType();
        KvLayout layout = new KvLayout(
                config.kvHeads(),
                config.headDim(),
                options.blockSize(),
                options.cacheType().orElse(activation));
        CacheSizing sizing = CacheSizing.of(
                layout.numbersPerToken() * layout.type().bytes() * config.layers(),
                options.blockSize(),
                options.engine().maxSequences(),
                backend.memory().stats().freeBytes() - checkpoint.byteSize(),
                options.cacheBytes(),
                config.maxPositions(),
                options.maxModelLength());
        Graph graph = Architectures.graph(config, sizing.maxModelLength());
        PlanOptions plan = planOptions(sizing, activation, layout, graph);
        PlannedModel planned = new Planner(backend, plan).plan(graph, checkpoint, options.progress());
        ModelRunner runner = new ReopeningRunner(
                planned.withCache(sizing.blocks()), () -> reopen(config, choice, graph, plan, sizing.blocks()));
        Duration loadTime = Duration.ofNanos(System.nanoTime() - start);
        Duration warmUpTime = new WarmUp(runner).run(options.warmUp());
        ServedModel model = reader.served(sizing.maxModelLength(), graph.vocabularySize());
        LoadReport report = new LoadReport(
                choice.device(),
                choice.log(),
                config.architectures().getFirst(),
                checkpoint.byteSize(),
                sizing.maxModelLength(),
                sizing.blocks(),
                planned.blockBytes() * sizing.blocks(),
                planned.report(),
                loadTime,
                warmUpTime);
        return new Llm(new LlmEngine(options.engine(), model, runner), report);
    }

    /** Logits of many rows are wanted only for the log-probabilities of prompts; those are computed in pieces of this many bytes. */
    private static final long LOGIT_BYTES = 64L << 20;

    private PlanOptions planOptions(CacheSizing sizing, DType activation, KvLayout layout, Graph graph) {
        int tokens =
                Math.max(options.engine().maxBatchedTokens(), options.engine().maxSequences());
        long rows = LOGIT_BYTES / (graph.vocabularySize() * 4L);
        int logitRows = Math.clamp(rows, options.engine().maxSequences(), tokens);
        return new PlanOptions(
                tokens,
                options.engine().maxSequences(),
                logitRows,
                sizing.maxModelLength(),
                options.dtype(),
                activation,
                layout);
    }
}

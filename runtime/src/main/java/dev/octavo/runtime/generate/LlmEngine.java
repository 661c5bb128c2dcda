package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.BackgroundRunner;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockManager;
import dev.octavo.runtime.kv.BlockTier;
import dev.octavo.runtime.kv.event.KvEventFeed;
import dev.octavo.runtime.metrics.EngineMetrics;
import dev.octavo.runtime.metrics.Metrics;
import dev.octavo.runtime.offload.HostTier;
import dev.octavo.runtime.offload.OffloadingRunner;
import dev.octavo.runtime.schedule.Scheduler;
import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.spi.ResourceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Continuous batching over a {@link ModelRunner}. One daemon thread runs the steps; clients' threads check and prepare requests, detokenise and look for stop texts.
 */
public final class LlmEngine implements Engine {

    private final EngineConfig config;
    private final ServedModel model;
    private final LongSupplier clock;
    private final RequestChecks checks;
    private final RequestFactory factory;
    private final StatsBoard board;
    private final EngineMetrics metrics;
    private final StepLoop loop;
    private final LoopControl control;
    private final Admission admission;
    private final Optional<KvEventFeed> kvEvents;
    private final AtomicLong arrivals = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Starts the engine.
     *
     * @param runner used by the engine's thread alone from now on, and closed with the engine; if this throws, it stays the caller's
     * @throws dev.octavo.spi.UserException if the configuration does not go with the model
     */
    public LlmEngine(EngineConfig config, ServedModel model, ModelRunner runner) {
        this(config, model, runner, System::nanoTime);
    }

    /**
     * Starts the engine with a clock of its own.
     *
     * @param clock nanoseconds, rising
     */
    public LlmEngine(EngineConfig config, ServedModel model, ModelRunner runner, LongSupplier clock) {
        this.config = config;
        this.model = model;
        this.clock = clock;
        RunnerLimits limits = runner.limits();
        this.checks = new RequestChecks(
                limits.vocabularySize(),
                Math.min(model.maxModelLength(), limits.maxModelLength()),
                EngineSetup.cacheTokens(config, runner),
                config.maxLogprobs());
        boolean overlap = EngineSetup.overlaps(config, runner);
        SchedulerConfig schedule = EngineSetup.schedulerConfig(config, runner, checks.maxLength());
        // A disk is locked from here on: what may refuse the configuration comes before.
        BlockTier tier = EngineSetup.tier(config, runner);
        BlockHasher hasher = EngineSetup.hasher(tier, limits.blockSize());
        this.factory =
                new RequestFactory(config, model.endOfSequence(), limits.vocabularySize(), checks.maxLength(), hasher);
        this.board = new StatsBoard(limits.blocks() - 1);
        this.metrics =
                new EngineMetrics(model.name(), checks.maxLength(), board, EngineSetup.cacheLabels(config, limits));
        this.admission = new Admission(config.maxWaiting());
        BlockManager blocks = EngineSetup.blocks(schedule, overlap, limits, hasher.fork(), tier);
        this.kvEvents =
                config.kvEventBatches() == 0 ? Optional.empty() : Optional.of(new KvEventFeed(config.kvEventBatches()));
        kvEvents.ifPresent(blocks::listener);
        Scheduler<Choice> scheduler = new Scheduler<>(schedule, blocks);
        ModelRunner device = overlap && !runner.isAsynchronous() ? new BackgroundRunner(runner) : runner;
        if (tier instanceof HostTier host) {
            device = new OffloadingRunner(device, runner.blockCopier().orElseThrow(), host);
            board.registerTier(metrics.registry());
            host.figures().register(metrics.registry());
            host.disk().ifPresent(disk -> disk.figures().register(metrics.registry()));
        }
        EngineCore core =
                new EngineCore(scheduler, device, overlap, config.logprobsMode(), board, metrics, clock, admission);
        PauseGate gate = new PauseGate(core);
        this.loop = new StepLoop(gate, device, admission, "octavo-steps-" + model.name());
        this.control = new LoopControl(loop, core, gate);
        loop.start();
    }

    @Override
    public ServedModel model() {
        return model;
    }

    @Override
    public Generation submit(GenerationRequest request) {
        checks.check(request);
        enter();
        boolean accepted = false;
        try {
            refuseIfFailed();
            ActiveRequest active = factory.create(request, arrivals.getAndIncrement(), clock.getAsLong());
            RequestStream stream = new RequestStream(active, loop, model.tokenizer(), metrics, clock);
            loop.send(new StepLoop.Command.Submit(active));
            accepted = true;
            return stream;
        } finally {
            if (!accepted) {
                admission.leave();
            }
        }
    }

    private void enter() {
        try {
            admission.enter();
        } catch (ResourceException full) {
            metrics.rejected();
            throw full;
        }
    }

    private void refuseIfFailed() {
        Throwable failure = loop.failure();
        if (failure != null) {
            throw EngineErrors.forClient(failure);
        }
        if (closed.get()) {
            throw new ResourceException("the engine is closed");
        }
    }

    /** Adds to the figures how long the model took to be ready; to be called once, before they are read. */
    public void startTimes(Duration load, Duration warmUp) {
        metrics.startTimes(load, warmUp);
    }

    @Override
    public EngineStats stats() {
        return board.stats();
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(loop.failure());
    }

    @Override
    public Duration stepTime() {
        return loop.stepTime();
    }

    @Override
    public Optional<KvEventFeed> kvEvents() {
        return kvEvents;
    }

    @Override
    public EngineControl control() {
        return control;
    }

    @Override
    public boolean drain(Duration timeout) throws InterruptedException {
        return admission.drain(timeout);
    }

    /** For tests: whether the step loop was told to stop. */
    boolean isStopping() {
        return loop.isStopping();
    }

    /** The configuration. */
    public EngineConfig config() {
        return config;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        admission.refuse();
        boolean interrupted = false;
        while (true) {
            try {
                loop.stop();
                break;
            } catch (InterruptedException retry) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

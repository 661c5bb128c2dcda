package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockTier;
import dev.octavo.runtime.metrics.EngineMetrics;
import dev.octavo.runtime.offload.HostTier;
import dev.octavo.runtime.offload.OffloadingRunner;
import dev.octavo.runtime.offload.disk.DiskTier;
import dev.octavo.runtime.schedule.Scheduler;
import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.runtime.schedule.SchedulerInvariants;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An engine without its thread, whose steps a test runs one by one. */
final class CoreHarness {

    static final int END = 0;

    final FakeModelRunner runner;
    final EngineCore core;
    final StatsBoard board;
    final EngineMetrics metrics;
    final int maxLength;
    private final ModelRunner device;
    private final @Nullable HostTier host;
    private final RequestFactory factory;
    private long arrivals;
    private long now;
    private int over;

    CoreHarness(EngineConfig config, FakeModelRunner runner) {
        this.runner = runner;
        this.maxLength = Math.min(runner.limits().maxModelLength(), EngineSetup.cacheTokens(config, runner));
        this.board = new StatsBoard(runner.limits().blocks() - 1);
        this.metrics = new EngineMetrics("fake", maxLength, board, Map.of());
        boolean overlap = EngineSetup.overlaps(config, runner);
        BlockTier tier = EngineSetup.tier(config, runner);
        this.host = tier instanceof HostTier memory ? memory : null;
        BlockHasher hasher = EngineSetup.hasher(tier, runner.limits().blockSize());
        SchedulerConfig schedule = EngineSetup.schedulerConfig(config, runner, maxLength);
        Scheduler<Choice> scheduler =
                new Scheduler<>(schedule, EngineSetup.blocks(schedule, overlap, runner.limits(), hasher, tier));
        this.factory = new RequestFactory(config, Set.of(END), runner.limits().vocabularySize(), maxLength, hasher);
        LoopListener listener = new LoopListener() {
            @Override
            public void leftQueue() {}

            @Override
            public void requestOver() {
                over++;
            }
        };
        this.device = tier instanceof HostTier host
                ? new OffloadingRunner(runner, runner.blockCopier().orElseThrow(), host)
                : runner;
        this.core = new EngineCore(
                scheduler, device, overlap, config.logprobsMode(), board, metrics, () -> ++now, listener);
    }

    ActiveRequest submit(GenerationRequest request) {
        ActiveRequest active = factory.create(request, arrivals++, ++now);
        core.submit(active);
        return active;
    }

    boolean turn() {
        boolean worked = core.turn();
        if (!worked && core.fetches()) {
            LockSupport.parkNanos(20_000);
        }
        SchedulerInvariants.check(core.scheduler());
        return worked;
    }

    void run() {
        for (int i = 0; turn() || core.fetches(); i++) {
            if (i > 1_000_000) {
                throw new AssertionError("does not come to an end");
            }
        }
    }

    /** Ends in good order, as the step loop does. */
    void close() {
        core.endAll(null);
        core.retire();
        device.close();
    }

    /** The disk, where the configuration has one. */
    DiskTier disk() {
        return Objects.requireNonNull(host).disk().orElseThrow();
    }

    int requestsOver() {
        return over;
    }

    static int[] output(Choice choice) {
        Ending ending = choice.ending();
        int end = ending == null ? choice.published() : ending.length();
        return Arrays.copyOfRange(choice.tokens(), choice.promptLength(), end);
    }
}

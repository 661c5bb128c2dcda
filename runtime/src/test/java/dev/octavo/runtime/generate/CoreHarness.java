package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.BlockManager;
import dev.octavo.runtime.kv.BlockTier;
import dev.octavo.runtime.metrics.EngineMetrics;
import dev.octavo.runtime.offload.HostTier;
import dev.octavo.runtime.offload.OffloadingRunner;
import dev.octavo.runtime.schedule.Scheduler;
import dev.octavo.runtime.schedule.SchedulerInvariants;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** An engine without its thread, whose steps a test runs one by one. */
final class CoreHarness {

    static final int END = 0;

    final FakeModelRunner runner;
    final EngineCore core;
    final StatsBoard board;
    final EngineMetrics metrics;
    final int maxLength;
    private final RequestFactory factory;
    private long arrivals;
    private long now;
    private int over;

    CoreHarness(EngineConfig config, FakeModelRunner runner) {
        this.runner = runner;
        this.maxLength = Math.min(
                runner.limits().maxModelLength(),
                (runner.limits().blocks() - 1) * runner.limits().blockSize());
        this.board = new StatsBoard(runner.limits().blocks() - 1);
        this.metrics = new EngineMetrics("fake", maxLength, board, Map.of());
        BlockHasher hasher = BlockHasher.random(runner.limits().blockSize());
        BlockTier tier = EngineSetup.tier(config, runner);
        Scheduler<Choice> scheduler = new Scheduler<>(
                EngineSetup.schedulerConfig(config, runner, maxLength),
                new BlockManager(runner.limits().blocks(), runner.limits().blockSize(), hasher, tier));
        this.factory = new RequestFactory(config, Set.of(END), runner.limits().vocabularySize(), maxLength, hasher);
        LoopListener listener = new LoopListener() {
            @Override
            public void leftQueue() {}

            @Override
            public void requestOver() {
                over++;
            }
        };
        boolean overlap = EngineSetup.overlaps(config, runner);
        ModelRunner device = tier instanceof HostTier host
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
        SchedulerInvariants.check(core.scheduler());
        return worked;
    }

    void run() {
        for (int i = 0; turn(); i++) {
            if (i > 100_000) {
                throw new AssertionError("does not come to an end");
            }
        }
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

package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.EngineControl.Operation;
import dev.octavo.runtime.generate.EngineControl.PauseMode;
import dev.octavo.runtime.kv.event.KvEvent;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class EngineControlTest {

    private static final int[] PROMPT = {1, 2, 3, 4, 5, 6};

    private final StepGate gate = new StepGate();
    private final FakeModelRunner runner = new FakeModelRunner(32, 64, 8, 4, 256).beforeStep(this::slowly);
    private final LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(runner), runner);
    private final EngineControl control = engine.control();

    @BeforeEach
    void go() {
        gate.open();
    }

    /** Not a park: the step loop's thread may hold a permit, which would end it at once. */
    private void slowly(int step) {
        gate.accept(step);
        try {
            Thread.sleep(1);
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @AfterEach
    void close() {
        gate.open();
        engine.close();
    }

    private Generation submit(int maxTokens) {
        return engine.submit(Engines.request(Engines.greedy(maxTokens).build(), PROMPT));
    }

    /** Submits a request and reads its first tokens; its next step begins and does not end. */
    private Generation submitAndHold(int maxTokens) {
        gate.shut();
        gate.allow(1);
        return submit(maxTokens);
    }

    /** Lets the step that is held end when a command that has to wait for it is on its way, and no other step. */
    private <T> T inMidStep(Callable<T> command) throws Exception {
        Thread caller = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        Thread helper = Thread.ofPlatform().start(() -> {
            while (!done.get() && caller.getState() != Thread.State.WAITING) {
                LockSupport.parkNanos(1_000_000);
            }
            gate.allow(1);
        });
        T result = command.call();
        done.set(true);
        helper.join();
        return result;
    }

    private void pauseInMidStep(PauseMode mode) throws Exception {
        inMidStep(() -> {
            control.pause(mode);
            return mode;
        });
    }

    @Test
    void saysWhatItCanDo() {
        assertThat(control.operations()).containsExactlyInAnyOrder(Operation.RESET_PREFIX_CACHE, Operation.PAUSE);
        assertThatThrownBy(() -> control.sleep(1)).isInstanceOf(UnsupportedSpecException.class);
        assertThat(EngineControl.NONE.operations()).isEmpty();
    }

    @Test
    void aKeptRequestGoesOnWithTheSameTokens() throws Exception {
        int[] alone = Engines.readOne(submit(40)).tokens();
        Generation generation = submitAndHold(40);
        int[] first = generation.next().orElseThrow().tokenIds();
        pauseInMidStep(PauseMode.KEEP);
        gate.open();
        assertThat(control.isPaused()).isTrue();
        long steps = engine.stats().steps();
        Thread.sleep(50);
        assertThat(engine.stats().steps()).isEqualTo(steps);
        assertThat(engine.stats().running()).isEqualTo(1);
        control.resume();
        int[] rest = Engines.readOne(generation).tokens();
        assertThat(java.util.stream.IntStream.concat(java.util.Arrays.stream(first), java.util.Arrays.stream(rest))
                        .toArray())
                .isEqualTo(alone);
    }

    @Test
    void waitingLetsRequestsFinishAndHoldsNewOnesBack() throws Exception {
        Generation running = submit(60);
        running.next();
        control.pause(PauseMode.WAIT);
        assertThat(engine.stats().running()).isZero();
        Generation late = submit(5);
        Generation gone = submit(5);
        Engines.eventually(() -> engine.stats().waiting() == 2);
        gone.close();
        Engines.eventually(() -> engine.stats().waiting() == 1);
        long steps = engine.stats().steps();
        Thread.sleep(50);
        assertThat(engine.stats().steps()).isEqualTo(steps);
        assertThat(Engines.readOne(running).finish()).isEqualTo(FinishReason.LENGTH);
        control.resume();
        assertThat(control.isPaused()).isFalse();
        assertThat(Engines.readOne(late).tokens()).hasSize(5);
        assertThat(engine.stats().waiting()).isZero();
    }

    @Test
    void abortingEndsWhatRuns() throws Exception {
        Generation running = submitAndHold(200);
        running.next();
        pauseInMidStep(PauseMode.ABORT);
        gate.open();
        assertThat(Engines.readOne(running).finish()).isEqualTo(FinishReason.ABORT);
        assertThat(engine.stats().usedBlocks()).isZero();
        control.resume();
        assertThat(Engines.readOne(submit(3)).tokens()).hasSize(3);
    }

    @Test
    void closingAPausedEngineEndsEverything() throws Exception {
        control.pause(PauseMode.WAIT);
        Generation held = submit(5);
        engine.close();
        assertThat(Engines.readOne(held).finish()).isEqualTo(FinishReason.ABORT);
        assertThatThrownBy(() -> control.pause(PauseMode.WAIT)).isInstanceOf(ResourceException.class);
        assertThatThrownBy(control::resetPrefixCache).isInstanceOf(ResourceException.class);
        assertThat(engine.drain(Duration.ZERO)).as("no request is left").isTrue();
    }

    @Test
    void prefixesAreForgottenOnlyWhileNobodyUsesBlocks() throws Exception {
        Engines.readOne(submit(3));
        Generation again = submit(3);
        Engines.readOne(again);
        assertThat(again.usage().cachedTokens()).isEqualTo(4);
        Generation running = submitAndHold(200);
        running.next();
        boolean forgotten = inMidStep(() -> control.resetPrefixCache());
        assertThat(forgotten).isFalse();
        running.close();
        gate.open();
        Engines.eventually(() -> engine.stats().running() == 0);
        assertThat(control.resetPrefixCache()).isTrue();
        Generation anew = submit(3);
        Engines.readOne(anew);
        assertThat(anew.usage().cachedTokens()).isZero();
    }

    @Test
    void runningRequestsAreResetWithThePrefixesAndLoseNoToken() throws Exception {
        int[] alone = Engines.readOne(submit(60)).tokens();
        Generation running = submitAndHold(60);
        int[] first = running.next().orElseThrow().tokenIds();
        long before = engine.stats().preemptions();
        boolean beside = inMidStep(() -> control.resetPrefixCache(false));
        assertThat(beside).isFalse();
        boolean withThem = inMidStep(() -> control.resetPrefixCache(true));
        assertThat(withThem).isTrue();
        gate.open();
        int[] rest = Engines.readOne(running).tokens();
        assertThat(java.util.stream.IntStream.concat(java.util.Arrays.stream(first), java.util.Arrays.stream(rest))
                        .toArray())
                .isEqualTo(alone);
        assertThat(engine.stats().preemptions()).isEqualTo(before + 1);
    }

    @Test
    void anEngineKeepsEventsForRoutersIfItIsTold() throws Exception {
        assertThat(engine.kvEvents()).isEmpty();
        FakeModelRunner told = new FakeModelRunner(32, 64, 8, 4, 256);
        EngineConfig config = EngineConfig.builder().kvEventBatches(100).build();
        try (LlmEngine telling = new LlmEngine(config, Engines.model(told), told)) {
            Engines.readOne(telling.submit(Engines.request(Engines.greedy(20).build(), PROMPT)));
            long stored = telling.kvEvents().orElseThrow().from(0).stream()
                    .flatMap(batch -> batch.events().stream())
                    .mapToLong(event -> event instanceof KvEvent.BlockStored one
                            ? one.blocks().size()
                            : 0)
                    .sum();
            assertThat(stored).as("25 tokens were stored").isEqualTo(6);
        }
    }

    @Test
    void theTimeOfAStepShowsThatItHangs() throws Exception {
        Engines.eventually(() -> engine.stepTime().isZero());
        CompletableFuture<Void> go = new CompletableFuture<>();
        runner.beforeStep(step -> go.join());
        Generation stuck = submit(2);
        Engines.eventually(() -> engine.stepTime().toMillis() > 30);
        go.complete(null);
        Engines.readOne(stuck);
        Engines.eventually(() -> engine.stepTime().isZero());
    }

    @Test
    void timesAddUp() throws Exception {
        Generation generation = submit(20);
        Engines.readOne(generation);
        GenerationTimes times = generation.times();
        assertThat(times.queued()).isPositive();
        assertThat(times.prefill()).isGreaterThan(0.0005);
        assertThat(times.decode()).isGreaterThan(0.015);
        assertThat(times.firstToken()).isEqualTo(times.queued() + times.prefill());
    }
}

package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.DeviceException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that are planned while the step before them runs. */
@Timeout(600)
class OverlapTest {

    private static final int VOCABULARY = 32;
    private static final int[] PROMPT = {1, 2, 3};

    private final FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 64).asynchronous();
    private final CoreHarness harness = new CoreHarness(EngineConfig.defaults(), runner);

    private ActiveRequest submit(int maxTokens, int... prompt) {
        SamplingParams params = Engines.greedy(maxTokens).ignoreEos(true).build();
        return harness.submit(Engines.request(params, prompt));
    }

    @Test
    void theNextStepIsPlannedBeforeTheTokensOfTheStepInFlightAreKnown() {
        AtomicBoolean planned = new AtomicBoolean();
        ActiveRequest request = submit(10, PROMPT);
        runner.beforeStep(step -> {
            if (step == 1) {
                planned.set(harness.core.scheduler().plan().sequences().contains(request.leader()));
                assertThat(request.leader().outputLength()).isEqualTo(1);
            }
        });
        harness.run();
        assertThat(planned).isTrue();
        assertThat(CoreHarness.output(request.leader()))
                .containsExactly(FakeModelRunner.greedy(PROMPT, 10, VOCABULARY));
    }

    @Test
    void clientsSeeTokensWhenTheNextStepIsOnItsWay() {
        ActiveRequest request = submit(10, PROMPT);
        harness.turn();
        assertThat(harness.core.scheduler().inFlight().sequences()).containsExactly(request.leader());
        assertThat(request.leader().published()).isEqualTo(PROMPT.length);
        harness.turn();
        assertThat(harness.core.scheduler().inFlight().sequences()).containsExactly(request.leader());
        assertThat(request.leader().published()).isEqualTo(PROMPT.length + 1);
    }

    @Test
    void nothingIsComputedBehindTheLastTokenThatLengthAllows() {
        submit(5, PROMPT);
        harness.run();
        assertThat(runner.steps()).isEqualTo(5);
    }

    @Test
    void aSequenceThatEndsByItsTokenLeavesTheStepPlannedBehindIt() {
        int[] tokens = FakeModelRunner.greedy(PROMPT, 10, VOCABULARY);
        int stop = tokens[4];
        int first =
                IntStream.range(0, 5).filter(i -> tokens[i] == stop).findFirst().orElseThrow();
        SamplingParams params =
                Engines.greedy(10).ignoreEos(true).stopTokenIds(List.of(stop)).build();
        ActiveRequest request = harness.submit(Engines.request(params, PROMPT));
        harness.run();
        assertThat(CoreHarness.output(request.leader())).hasSize(first + 1);
        assertThat(runner.steps()).isEqualTo(first + 1);
        assertThat(harness.board.stats().usedBlocks()).isZero();
    }

    @Test
    void aChoiceThatIsCancelledInFlightGetsNoTokenAndHarmsNobody() {
        ActiveRequest both = harness.submit(
                Engines.request(Engines.greedy(8).ignoreEos(true).n(2).build(), PROMPT));
        ActiveRequest other = submit(8, 4, 5);
        for (int i = 0; i < 3; i++) {
            harness.turn();
        }
        assertThat(harness.core.scheduler().inFlight().sequences()).hasSize(3);
        Choice second = both.choices().get(1);
        harness.core.cancel(both, second);
        harness.run();
        assertThat(CoreHarness.output(second).length).isLessThan(8);
        assertThat(CoreHarness.output(both.leader())).containsExactly(FakeModelRunner.greedy(PROMPT, 8, VOCABULARY));
        assertThat(CoreHarness.output(other.leader()))
                .containsExactly(FakeModelRunner.greedy(new int[] {4, 5}, 8, VOCABULARY));
        assertThat(harness.requestsOver()).isEqualTo(2);
        assertThat(harness.board.stats().usedBlocks()).isZero();
    }

    @Test
    void aStepThatFailsTakesOnlyItsOwnRequestsWithIt() {
        ActiveRequest broken = submit(8, PROMPT);
        runner.beforeStep(step -> {
            if (step == 2) {
                throw new DeviceException("a kernel failed");
            }
        });
        for (int i = 0; i < 3; i++) {
            harness.turn();
        }
        ActiveRequest late = submit(8, 4, 5);
        harness.turn();
        assertThat(broken.failure()).hasMessageContaining("a kernel failed");
        runner.beforeStep(step -> {});
        harness.run();
        assertThat(late.failure()).isNull();
        assertThat(CoreHarness.output(late.leader()))
                .containsExactly(FakeModelRunner.greedy(new int[] {4, 5}, 8, VOCABULARY));
        assertThat(harness.board.stats().usedBlocks()).isZero();
    }

    @Test
    void aDeviceThatKeepsItsCallerWaitingGetsAThreadOfItsOwn() throws InterruptedException {
        FakeModelRunner waits = new FakeModelRunner(VOCABULARY, 64, 8, 4, 64);
        AtomicBoolean onLoop = new AtomicBoolean();
        AtomicBoolean fails = new AtomicBoolean();
        waits.beforeStep(step -> {
            onLoop.compareAndSet(false, Thread.currentThread().getName().startsWith("octavo-steps"));
            if (fails.compareAndSet(true, false)) {
                throw new DeviceException("a kernel failed");
            }
        });
        EngineConfig config =
                EngineConfig.builder().asyncScheduling(AsyncScheduling.ON).build();
        try (LlmEngine engine = new LlmEngine(config, Engines.model(waits), waits)) {
            List<Generation> all = IntStream.range(1, 7)
                    .mapToObj(i ->
                            engine.submit(Engines.request(Engines.greedy(20).build(), i, i + 1)))
                    .toList();
            for (int i = 0; i < all.size(); i++) {
                assertThat(Engines.readOne(all.get(i)).tokens())
                        .containsExactly(FakeModelRunner.greedy(new int[] {i + 1, i + 2}, 20, VOCABULARY));
            }
            assertThat(onLoop).isFalse();
            fails.set(true);
            Generation broken = engine.submit(Engines.request(Engines.greedy(20).build(), 1));
            assertThatThrownBy(() -> Engines.readOne(broken)).isInstanceOf(DeviceException.class);
            Generation next = engine.submit(Engines.request(Engines.greedy(20).build(), 9));
            assertThat(Engines.readOne(next).tokens()).hasSize(20);
        }
        assertThat(waits.isClosed()).isTrue();
    }
}

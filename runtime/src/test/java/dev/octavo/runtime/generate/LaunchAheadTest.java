package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.DeviceException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that are launched before the tokens of the step ahead of them are known, which the device feeds on. */
@Timeout(600)
class LaunchAheadTest {

    private static final int VOCABULARY = 32;
    private static final int[] PROMPT = {1, 2, 3};
    private static final int[] OTHER = {4, 5};

    private final FakeModelRunner runner =
            new FakeModelRunner(VOCABULARY, 64, 8, 4, 64).feeding().drawing(new ExactDraws(VOCABULARY));
    private final CoreHarness harness = new CoreHarness(EngineConfig.defaults(), runner);

    private ActiveRequest submit(int maxTokens, int... prompt) {
        return harness.submit(
                Engines.request(Engines.greedy(maxTokens).ignoreEos(true).build(), prompt));
    }

    private static int[] expected(int[] prompt, int count) {
        return FakeModelRunner.greedy(prompt, count, VOCABULARY);
    }

    private void nothingIsLeft() {
        assertThat(harness.board.stats().usedBlocks()).isZero();
        assertThat(harness.board.stats().running()).isZero();
        assertThat(harness.core.activeRequests()).isZero();
        assertThat(harness.turn()).isFalse();
    }

    @Test
    void aStepIsLaunchedBeforeTheTokensOfTheOneInFlightAreKnown() {
        ActiveRequest request = submit(10, PROMPT);
        AtomicInteger checked = new AtomicInteger();
        runner.beforeLaunch(launch -> {
            assertThat(request.leader().outputLength()).isEqualTo(Math.max(0, launch - 1));
            checked.incrementAndGet();
        });
        harness.run();
        assertThat(CoreHarness.output(request.leader())).containsExactly(expected(PROMPT, 10));
        assertThat(checked).hasValue(10);
        assertThat(runner.ahead()).isEqualTo(9);
        nothingIsLeft();
    }

    @Test
    void nothingIsLaunchedBehindTheLastTokenThatLengthAllows() {
        submit(5, PROMPT);
        harness.run();
        assertThat(runner.steps()).isEqualTo(5);
        nothingIsLeft();
    }

    @Test
    void anEndThatIsSeenAStepLateCostsOneRowAndShowsNoToken() {
        int[] tokens = expected(PROMPT, 10);
        int stop = tokens[4];
        int first =
                IntStream.range(0, 5).filter(i -> tokens[i] == stop).findFirst().orElseThrow();
        SamplingParams params =
                Engines.greedy(10).ignoreEos(true).stopTokenIds(List.of(stop)).build();
        ActiveRequest request = harness.submit(Engines.request(params, PROMPT));
        ActiveRequest other = submit(20, OTHER);
        harness.run();
        assertThat(CoreHarness.output(request.leader())).hasSize(first + 1).endsWith(stop);
        assertThat(request.leader().ending()).isEqualTo(Ending.stopToken(PROMPT.length + first + 1, stop));
        assertThat(CoreHarness.output(other.leader())).containsExactly(expected(OTHER, 20));
        assertThat(harness.board.stats().generatedTokens()).isEqualTo(first + 1 + 20);
        assertThat(runner.steps()).isEqualTo(20);
        nothingIsLeft();
    }

    @Test
    void whatNeedsTheHostIsLaunchedWhenItsTokensAreKnown() {
        SamplingParams params =
                Engines.greedy(4).ignoreEos(true).frequencyPenalty(0.5f).build();
        ActiveRequest bound = harness.submit(Engines.request(params, OTHER));
        ActiveRequest free = submit(10, PROMPT);
        harness.run();
        assertThat(CoreHarness.output(free.leader())).containsExactly(expected(PROMPT, 10));
        assertThat(CoreHarness.output(bound.leader())).hasSize(4);
        assertThat(runner.left()).isEqualTo(4);
        // Steps 5 to 10 have nothing but what the device draws; the first of them follows one whose logits the host
        // reads.
        assertThat(runner.ahead()).isEqualTo(5);
        nothingIsLeft();
    }

    @Test
    void minTokensCountTheTokensThatAreOnTheirWay() {
        SamplingParams params = Engines.greedy(8)
                .minTokens(3)
                .stopTokenIds(List.of(expected(PROMPT, 1)[0]))
                .build();
        ActiveRequest request = harness.submit(Engines.request(params, PROMPT));
        harness.run();
        FakeModelRunner plain = new FakeModelRunner(VOCABULARY, 64, 8, 4, 64);
        CoreHarness alone = new CoreHarness(EngineConfig.defaults(), plain);
        ActiveRequest same = alone.submit(Engines.request(params, PROMPT));
        alone.run();
        assertThat(CoreHarness.output(request.leader())).containsExactly(CoreHarness.output(same.leader()));
        assertThat(runner.left()).as("rows before min_tokens").isEqualTo(3);
        nothingIsLeft();
    }

    @Test
    void aRequestThatIsCancelledBetweenTwoStepsHarmsNobody() {
        ActiveRequest gone = submit(20, PROMPT);
        ActiveRequest other = submit(12, OTHER);
        for (int i = 0; i < 5; i++) {
            harness.turn();
        }
        harness.core.cancel(gone, null);
        ActiveRequest late = submit(6, 7, 8, 9);
        harness.run();
        assertThat(CoreHarness.output(gone.leader())).isEqualTo(expected(PROMPT, 4));
        assertThat(CoreHarness.output(other.leader())).containsExactly(expected(OTHER, 12));
        assertThat(CoreHarness.output(late.leader())).containsExactly(expected(new int[] {7, 8, 9}, 6));
        nothingIsLeft();
    }

    @Test
    void aStepThatFailsTakesItsRequestsWithItAndNotThoseThatCameBehind() {
        ActiveRequest broken = submit(8, PROMPT);
        ActiveRequest[] late = new ActiveRequest[1];
        runner.beforeLaunch(launch -> assertThat(launch).isLessThan(100));
        runner.beforeStep(step -> {
            if (step == 3) {
                throw new DeviceException("a kernel failed");
            }
        });
        for (int i = 0; i < 4; i++) {
            harness.turn();
        }
        // Step 3 is in flight; this one goes into step 4, behind it.
        late[0] = submit(8, OTHER);
        harness.turn();
        assertThat(broken.failure()).hasMessageContaining("a kernel failed");
        runner.beforeStep(step -> {});
        harness.run();
        assertThat(late[0].failure()).isNull();
        assertThat(CoreHarness.output(late[0].leader())).containsExactly(expected(OTHER, 8));
        nothingIsLeft();
    }

    @Test
    void aLaunchThatFailsBehindAStepLeavesThatStep() {
        ActiveRequest broken = submit(8, PROMPT);
        runner.beforeLaunch(launch -> {
            if (launch == 3) {
                throw new DeviceException("a launch failed");
            }
        });
        harness.run();
        assertThat(broken.failure()).hasMessageContaining("a launch failed");
        runner.beforeLaunch(launch -> {});
        ActiveRequest next = submit(8, OTHER);
        harness.run();
        assertThat(CoreHarness.output(next.leader())).containsExactly(expected(OTHER, 8));
        nothingIsLeft();
    }

    @Test
    void aPauseWaitsForWhatIsInFlightAndPrefixesCanBeResetThen() {
        ActiveRequest request = submit(10, PROMPT);
        for (int i = 0; i < 4; i++) {
            harness.turn();
        }
        harness.core.finishInFlight();
        assertThat(harness.core.scheduler().inFlight().sequences()).isEmpty();
        assertThat(harness.core.scheduler().resetPrefixes(true)).isTrue();
        harness.run();
        assertThat(CoreHarness.output(request.leader())).containsExactly(expected(PROMPT, 10));
        nothingIsLeft();
    }

    @Test
    void prefixesMayBeResetWhileAStepIsInFlight() {
        ActiveRequest request = submit(10, PROMPT);
        ActiveRequest other = submit(10, OTHER);
        for (int i = 0; i < 4; i++) {
            harness.turn();
        }
        assertThat(harness.core.scheduler().resetPrefixes(true)).isTrue();
        harness.run();
        assertThat(CoreHarness.output(request.leader())).containsExactly(expected(PROMPT, 10));
        assertThat(CoreHarness.output(other.leader())).containsExactly(expected(OTHER, 10));
        nothingIsLeft();
    }

    @Test
    void withoutAsyncSchedulingNothingIsLaunchedAhead() {
        CoreHarness off = new CoreHarness(
                EngineConfig.builder().asyncScheduling(AsyncScheduling.OFF).build(), runner);
        ActiveRequest request =
                off.submit(Engines.request(Engines.greedy(10).ignoreEos(true).build(), PROMPT));
        off.run();
        assertThat(CoreHarness.output(request.leader())).containsExactly(expected(PROMPT, 10));
        assertThat(runner.ahead()).isZero();
    }
}

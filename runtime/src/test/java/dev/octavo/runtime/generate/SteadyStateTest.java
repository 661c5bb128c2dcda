package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.execute.RunnerLimits;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.BatchConstraints;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a step costs when nothing comes or goes. */
class SteadyStateTest {

    private static CoreHarness harness(int running, int waiting, SamplingParams params) {
        FakeModelRunner runner = new FakeModelRunner(
                new RunnerLimits(64, 8192, 2048, running, 16, running * 400 + 1),
                BatchConstraints.none(),
                running,
                true);
        CoreHarness harness =
                new CoreHarness(EngineConfig.builder().maxSequences(running).build(), runner);
        for (int i = 0; i < running + waiting; i++) {
            harness.submit(new GenerationRequest("r" + i, new int[] {1 + i % 60, i % 64}, params));
        }
        while (harness.board.stats().running() < running) {
            harness.core.turn();
        }
        return harness;
    }

    @Test
    void aDecodeStepAllocatesAlmostNothing() {
        for (SamplingParams params : new SamplingParams[] {
            Engines.greedy(8000).ignoreEos(true).build(),
            SamplingParams.builder()
                    .maxTokens(8000)
                    .ignoreEos(true)
                    .topP(0.9f)
                    .topK(20)
                    .frequencyPenalty(0.1f)
                    .build()
        }) {
            CoreHarness harness = harness(32, 0, params);
            for (int i = 0; i < 1640; i++) {
                harness.core.turn();
            }
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 380; i++) {
                harness.core.turn();
            }
            long perStep = (threads.getCurrentThreadAllocatedBytes() - before) / 380;
            // 32 tokens a step. No array of tokens, blocks or hashes grows between 1,640 and 2,020 tokens; over time
            // their growth comes to
            // about 20 bytes a token. What remains comes from code that is not compiled yet.
            assertThat(perStep).isLessThan(256);
        }
    }

    @Test
    void aStepOf256RunningAnd10000WaitingSequencesIsCheapToSchedule() {
        CoreHarness harness =
                harness(256, 10_000, Engines.greedy(8000).ignoreEos(true).build());
        for (int i = 0; i < 1000; i++) {
            harness.core.turn();
        }
        long[] nanos = new long[1000];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            harness.core.turn();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        // The whole turn with the fake model and greedy sampling over 64 logits. A generous limit, for busy machines:
        // the median is far below.
        assertThat(nanos[nanos.length / 2]).isLessThan(2_000_000);
        if (Boolean.getBoolean("octavo.measure")) {
            System.getLogger("measure")
                    .log(
                            System.Logger.Level.INFO,
                            "MEASURE turn ns p50 {0} p90 {1} p99 {2}",
                            nanos[500],
                            nanos[900],
                            nanos[990]);
        }
    }
}

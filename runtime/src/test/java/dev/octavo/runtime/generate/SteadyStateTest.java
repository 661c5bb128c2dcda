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

    private static void turns(CoreHarness harness, int count) {
        for (int i = 0; i < count; i++) {
            harness.core.turn();
        }
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
            long perStep = Long.MAX_VALUE;
            // Code allocates more before it is compiled, and nobody knows when that is.
            for (int attempt = 0; attempt < 20 && perStep >= 256; attempt++) {
                perStep = bytesPerStep(params);
            }
            assertThat(perStep).isLessThan(256);
        }
    }

    /** With 32 tokens a step. No array of tokens, blocks or hashes grows between 1,640 and 2,020 tokens; over time their growth comes to about 20 bytes a token. */
    private static long bytesPerStep(SamplingParams params) {
        CoreHarness harness = harness(32, 0, params);
        turns(harness, 1640);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        turns(harness, 380);
        return (threads.getCurrentThreadAllocatedBytes() - before) / 380;
    }

    /** Beside 256 that run. A step that looks at all that wait would take many times as long as one with nobody waiting, on a slow machine and a fast one. */
    @Test
    void tenThousandThatWaitCostAStepNothing() {
        nanosPerTurn(10_000);
        double ratio = Double.MAX_VALUE;
        for (int attempt = 0; attempt < 10 && ratio >= 2; attempt++) {
            double crowded = nanosPerTurn(10_000);
            ratio = Math.min(ratio, crowded / nanosPerTurn(0));
        }
        assertThat(ratio).isLessThan(2);
    }

    /** The median of whole turns with the fake model and greedy sampling over 64 logits. */
    private static long nanosPerTurn(int waiting) {
        CoreHarness harness =
                harness(256, waiting, Engines.greedy(8000).ignoreEos(true).build());
        turns(harness, 400);
        long[] nanos = new long[400];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            harness.core.turn();
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        if (Boolean.getBoolean("octavo.measure")) {
            System.getLogger("measure")
                    .log(
                            System.Logger.Level.INFO,
                            "MEASURE turn ns, {0} waiting: p50 {1} p90 {2} p99 {3}",
                            waiting,
                            nanos[200],
                            nanos[360],
                            nanos[396]);
        }
        return nanos[nanos.length / 2];
    }
}

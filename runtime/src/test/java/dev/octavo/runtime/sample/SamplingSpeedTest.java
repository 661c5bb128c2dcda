package dev.octavo.runtime.sample;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Processor time of a row among 64 rows of 128 Ki logits, on one thread; measured only when asked for. */
@EnabledIfSystemProperty(named = "octavo.measure", matches = "true")
class SamplingSpeedTest {

    private static final int VOCABULARY = 131_072;
    private static final int ROWS = 64;
    private static final int PASSES = 25;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final MemorySegment logits = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, (long) ROWS * VOCABULARY);

    private static SamplingParamsBuilder params() {
        return SamplingParams.builder().maxTokens(99);
    }

    @Test
    void nanosecondsPerRow() {
        Random random = new Random(1);
        for (long i = 0; i < (long) ROWS * VOCABULARY; i++) {
            logits.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian() * 3);
        }
        Map<String, SamplingParams> kinds = new LinkedHashMap<>();
        kinds.put("greedy", params().temperature(0).build());
        kinds.put(
                "greedy, penalties",
                params().temperature(0).repetitionPenalty(1.1f).build());
        kinds.put("greedy, 5 logprobs", params().temperature(0).logprobs(5).build());
        kinds.put("temperature", params().temperature(0.8f).build());
        kinds.put("top_k 50, top_p 0.9", params().topK(50).topP(0.9f).build());
        kinds.put("min_p 0.05", params().minP(0.05f).build());
        kinds.put("top_p 0.9", params().topP(0.9f).build());
        for (int round = 0; round < 2; round++) {
            for (Map.Entry<String, SamplingParams> kind : kinds.entrySet()) {
                long nanos = measure(kind.getValue());
                System.getLogger("measure").log(Level.INFO, "MEASURE {0}: {1} ns/row", kind.getKey(), nanos);
            }
        }
    }

    private long measure(SamplingParams params) {
        SamplerPool pool = new SamplerPool(VOCABULARY, LogprobsMode.RAW_LOGPROBS, 1);
        int[] tokens = new int[64];
        long best = Long.MAX_VALUE;
        for (int pass = 0; pass < PASSES; pass++) {
            int length = 1 + pass;
            long before = threads.getCurrentThreadCpuTime();
            pool.run(ROWS, ROWS, (row, sampler) -> {
                SequenceSampling one = new SequenceSampling(params, row, 0, new int[0], new int[] {1});
                sampler.sample(logits, row, one, tokens, 1, length, params.outputLog(VOCABULARY));
            });
            best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
        }
        return best / ROWS;
    }
}

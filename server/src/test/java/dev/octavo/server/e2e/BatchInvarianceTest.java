package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.AsyncScheduling;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.EngineConfigBuilder;
import dev.octavo.runtime.llm.Llm;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same request gives the same tokens whatever else runs and however the scheduler cuts the work. */
class BatchInvarianceTest {

    private static final int REQUESTS = 32;
    private static final long ROOMY = 256L << 20;

    private static List<Completions.Work> work;
    private static List<List<Integer>> expected;

    @BeforeAll
    static void runEachAlone() throws Exception {
        try (Llm llm = open(EngineConfig.builder().prefixCaching(false).maxSequences(1), ROOMY)) {
            work = Completions.mixed(REQUESTS, llm.model().vocabularySize());
            expected = Completions.alone(llm.engine(), work);
        }
        assertThat(expected.stream().mapToInt(List::size).sum()).isGreaterThan(REQUESTS * 5);
    }

    private static Llm open(EngineConfigBuilder engine, long cacheBytes) {
        return Llm.model(Repository.embeddedModel())
                .device("cpu")
                .cacheBytes(cacheBytes)
                .engine(engine.build())
                .warmUp(Duration.ZERO)
                .open();
    }

    @Test
    void inABatchOf32() throws Exception {
        try (Llm llm = open(EngineConfig.builder().maxSequences(REQUESTS), ROOMY)) {
            assertThat(Completions.together(llm.engine(), work)).isEqualTo(expected);
            assertThat(llm.engine().stats().usedBlocks()).isZero();
        }
    }

    @Test
    void withAPrefixCacheThatHits() throws Exception {
        try (Llm llm = open(EngineConfig.builder().maxSequences(REQUESTS), ROOMY)) {
            Completions.together(llm.engine(), work);
            assertThat(Completions.together(llm.engine(), work)).isEqualTo(expected);
            assertThat(llm.engine().stats().prefixHitTokens()).isPositive();
        }
    }

    @Test
    void withoutPrefixCaching() throws Exception {
        try (Llm llm = open(EngineConfig.builder().prefixCaching(false).maxSequences(REQUESTS), ROOMY)) {
            assertThat(Completions.together(llm.engine(), work)).isEqualTo(expected);
            assertThat(llm.engine().stats().prefixHitTokens()).isZero();
        }
    }

    @Test
    void withAPoolSoSmallThatSequencesArePreempted() throws Exception {
        try (Llm llm = open(EngineConfig.builder().maxSequences(REQUESTS), smallPool())) {
            assertThat(Completions.together(llm.engine(), work)).isEqualTo(expected);
            assertThat(llm.engine().stats().preemptions()).isPositive();
            assertThat(llm.engine().stats().usedBlocks()).isZero();
        }
    }

    @Test
    void withBlocksThatComeBackFromHostMemory() throws Exception {
        EngineConfigBuilder engine =
                EngineConfig.builder().maxSequences(REQUESTS).kvOffloadingBytes(ROOMY);
        try (Llm llm = open(engine, smallPool())) {
            assertThat(Completions.together(llm.engine(), work)).isEqualTo(expected);
            assertThat(Completions.together(llm.engine(), work)).isEqualTo(expected);
            assertThat(llm.engine().stats().usedBlocks()).isZero();
            assertThat(figure(llm, "vllm:external_prefix_cache_hits_total")).isPositive();
        }
    }

    @Test
    void withStepsThatArePlannedWhileOthersRun() throws Exception {
        EngineConfigBuilder engine =
                EngineConfig.builder().maxSequences(REQUESTS).asyncScheduling(AsyncScheduling.ON);
        try (Llm llm = open(engine, smallPool())) {
            assertThat(Completions.together(llm.engine(), work)).isEqualTo(expected);
            assertThat(llm.engine().stats().usedBlocks()).isZero();
        }
    }

    private static long smallPool() {
        try (Llm measure = open(EngineConfig.builder().maxSequences(1), ROOMY)) {
            return measure.report().cacheBytes() / measure.report().cacheBlocks() * 34;
        }
    }

    private static double figure(Llm llm, String name) throws IOException {
        StringBuilder figures = new StringBuilder();
        llm.engine().metrics().writePrometheus(figures);
        return figures.toString()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 2048})
    void withChunkedPrefillAtABudgetOf(int budget) throws Exception {
        int sequences = Math.min(budget, REQUESTS);
        try (Llm llm = open(EngineConfig.builder().maxSequences(sequences).maxBatchedTokens(budget), ROOMY)) {
            assertThat(Completions.together(llm.engine(), work)).isEqualTo(expected);
        }
    }
}

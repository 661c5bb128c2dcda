package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** KV blocks that leave the device and come back. */
class OffloadTest {

    private static final int VOCABULARY = 32;
    private static final int BLOCK = 4;
    private static final long BLOCK_BYTES = 8L * BLOCK;

    /** A pool of 12 blocks; steps stay below the size at which the cost of copies is compared with that of computing. */
    private final FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 48, 4, BLOCK, 13);

    private CoreHarness harness(long hostBlocks) {
        return new CoreHarness(
                EngineConfig.builder()
                        .watermark(0)
                        .kvOffloadingBytes(hostBlocks * BLOCK_BYTES)
                        .build(),
                runner);
    }

    private static int[] prompt(int seed, int length) {
        return IntStream.range(0, length)
                .map(i -> (seed * 7 + i * i) % VOCABULARY)
                .toArray();
    }

    private static ActiveRequest run(CoreHarness harness, int maxTokens, int... prompt) {
        ActiveRequest request = harness.submit(
                Engines.request(Engines.greedy(maxTokens).ignoreEos(true).build(), prompt));
        harness.run();
        assertThat(CoreHarness.output(request.leader()))
                .containsExactly(FakeModelRunner.greedy(prompt, maxTokens, VOCABULARY));
        return request;
    }

    @Test
    void aPrefixThatThePoolEvictedComesBackFromTheHost() {
        CoreHarness harness = harness(100);
        run(harness, 4, prompt(1, 33));
        run(harness, 4, prompt(2, 40));
        long before = runner.tokensComputed();
        ActiveRequest again = run(harness, 4, prompt(1, 33));
        assertThat(again.leader().cachedTokens()).isEqualTo(32);
        assertThat(runner.tokensComputed() - before).isEqualTo(1 + 3);
        assertThat(harness.core.scheduler().prefixStats().tierHitTokens()).isPositive();
    }

    @Test
    void withoutHostMemoryItIsComputedAnew() {
        CoreHarness harness = harness(0);
        run(harness, 4, prompt(1, 33));
        run(harness, 4, prompt(2, 40));
        assertThat(run(harness, 4, prompt(1, 33)).leader().cachedTokens()).isLessThan(32);
    }

    @Test
    void theHostForgetsWhatWasNotUsedForLongest() {
        CoreHarness harness = harness(8);
        run(harness, 4, prompt(1, 33));
        run(harness, 4, prompt(2, 40));
        run(harness, 4, prompt(3, 40));
        run(harness, 4, prompt(4, 40));
        assertThat(run(harness, 4, prompt(1, 33)).leader().cachedTokens()).isZero();
    }

    @Test
    void aPreemptedRequestComesBackWithoutComputingItsTokensAnew() {
        CoreHarness harness = harness(100);
        ActiveRequest first = harness.submit(
                Engines.request(Engines.greedy(20).ignoreEos(true).build(), prompt(1, 20)));
        ActiveRequest second = harness.submit(
                Engines.request(Engines.greedy(20).ignoreEos(true).build(), prompt(2, 20)));
        harness.run();
        assertThat(harness.board.stats().preemptions()).isPositive();
        assertThat(CoreHarness.output(first.leader()))
                .containsExactly(FakeModelRunner.greedy(prompt(1, 20), 20, VOCABULARY));
        assertThat(CoreHarness.output(second.leader()))
                .containsExactly(FakeModelRunner.greedy(prompt(2, 20), 20, VOCABULARY));
        assertThat(runner.tokensComputed())
                .as("20 + 19 tokens each, and at most a block anew for each preemption")
                .isLessThanOrEqualTo(
                        2 * 39 + (long) BLOCK * harness.board.stats().preemptions());
    }

    @Test
    void resettingThePrefixesForgetsTheHostToo() {
        CoreHarness harness = harness(100);
        run(harness, 4, prompt(1, 33));
        run(harness, 4, prompt(2, 40));
        assertThat(harness.core.scheduler().blocks().resetPrefixes()).isTrue();
        assertThat(run(harness, 4, prompt(1, 33)).leader().cachedTokens()).isZero();
    }

    @Test
    void aSaltKeepsTenantsApartInTheHostToo() {
        CoreHarness harness = harness(100);
        run(harness, 4, prompt(1, 33));
        run(harness, 4, prompt(2, 40));
        ActiveRequest salted = harness.submit(new GenerationRequest(
                "salted", prompt(1, 33), Engines.greedy(4).ignoreEos(true).build(), 0, Optional.of("another tenant")));
        harness.run();
        assertThat(salted.leader().cachedTokens()).isZero();
    }

    @Test
    void theFiguresSayWhatWasMoved() throws IOException, InterruptedException {
        EngineConfig config =
                EngineConfig.builder().kvOffloadingBytes(100 * BLOCK_BYTES).build();
        try (LlmEngine engine = new LlmEngine(config, Engines.model(runner), runner)) {
            for (int seed : new int[] {1, 2, 1}) {
                Engines.readOne(engine.submit(Engines.request(Engines.greedy(4).build(), prompt(seed, 40))));
            }
            StringBuilder figures = new StringBuilder();
            engine.metrics().writePrometheus(figures);
            for (String name : new String[] {
                "vllm:external_prefix_cache_hits_total",
                "vllm:kv_offload_load_bytes_total",
                "vllm:kv_offload_store_bytes_total",
                "vllm:kv_offload_cpu_cache_usage_perc"
            }) {
                assertThat(figures.toString().lines().filter(line -> line.startsWith(name + "{")))
                        .as(name)
                        .singleElement()
                        .asString()
                        .doesNotEndWith(" 0.0");
            }
            assertThat(figure(figures, "vllm:prompt_tokens_by_source_total{", "source=\"external_kv_transfer\""))
                    .isEqualTo(figure(figures, "vllm:external_prefix_cache_hits_total{", ""));
        }
    }

    private static double figure(CharSequence figures, String name, String label) {
        return figures.toString()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void sizesThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> EngineSetup.tier(
                        EngineConfig.builder()
                                .kvOffloadingBytes(BLOCK_BYTES - 1)
                                .build(),
                        runner))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--kv-offloading-size");
        assertThatThrownBy(() -> EngineSetup.tier(
                        EngineConfig.builder()
                                .kvOffloadingBytes(1000)
                                .prefixCaching(false)
                                .build(),
                        runner))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("prefix cache");
    }
}

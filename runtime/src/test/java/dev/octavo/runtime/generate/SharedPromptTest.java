package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.Engines.Output;
import dev.octavo.runtime.sample.SamplingParams;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prefix caching, several outputs of one prompt, log-probabilities. */
@Timeout(600)
class SharedPromptTest {

    private static final int VOCABULARY = 32;
    private static final int[] PROMPT = IntStream.range(0, 22).toArray();

    private final FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 64);

    private LlmEngine engine(boolean prefixCaching) {
        return new LlmEngine(
                EngineConfig.builder().prefixCaching(prefixCaching).build(), Engines.model(runner), runner);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePromptOfSeveralOutputsIsComputedOnce(boolean prefixCaching) throws InterruptedException {
        try (LlmEngine engine = engine(prefixCaching)) {
            SamplingParams params =
                    SamplingParams.builder().n(4).maxTokens(6).seed(3).build();
            Generation generation = engine.submit(Engines.request(params, PROMPT));
            List<Output> outputs = Engines.readAll(generation, 4);
            assertThat(outputs.stream()
                            .map(output -> Arrays.toString(output.tokens()))
                            .distinct())
                    .hasSize(4);
            // 22 tokens once, the 2 of the last block three times again, and 5 of 6 output tokens each.
            assertThat(runner.tokensComputed()).isEqualTo(22 + 3 * 2 + 4 * 5);
            assertThat(generation.usage()).isEqualTo(new GenerationUsage(22, 0, 24));
            assertThat(engine.stats().usedBlocks()).isZero();
        }
    }

    @Test
    void aSecondEqualPromptIsFoundButForItsLastTokens() throws InterruptedException {
        try (LlmEngine engine = engine(true)) {
            SamplingParams params = Engines.greedy(2).build();
            Engines.readOne(engine.submit(Engines.request(params, PROMPT)));
            Generation second = engine.submit(Engines.request(params, PROMPT));
            Output output = Engines.readOne(second);
            assertThat(second.usage().cachedTokens()).isEqualTo(20);
            assertThat(output.tokens()).containsExactly(FakeModelRunner.greedy(PROMPT, 2, VOCABULARY));
            GenerationRequest salted = new GenerationRequest("s", PROMPT, params, 0, Optional.of("other"));
            Generation third = engine.submit(salted);
            Engines.readOne(third);
            assertThat(third.usage().cachedTokens()).isZero();
            assertThat(engine.stats().prefixQueriedTokens()).isEqualTo(66);
            assertThat(engine.stats().prefixHitTokens()).isEqualTo(20);
        }
    }

    @Test
    void withoutPrefixCachingNothingIsFound() throws InterruptedException {
        try (LlmEngine engine = engine(false)) {
            for (int i = 0; i < 2; i++) {
                Generation generation = engine.submit(Engines.request(
                        SamplingParams.builder().n(2).maxTokens(2).build(), PROMPT));
                Engines.readAll(generation, 2);
                assertThat(generation.usage().cachedTokens()).isZero();
            }
        }
    }

    @Test
    void logprobsAreThoseOfTheRawLogits() throws InterruptedException {
        try (LlmEngine engine = engine(true)) {
            SamplingParams params = Engines.greedy(4)
                    .logprobs(2)
                    .promptLogprobs(1)
                    .repetitionPenalty(1.5f)
                    .build();
            Generation generation = engine.submit(Engines.request(params, PROMPT));
            Output output = Engines.readOne(generation);
            int[] all = Arrays.copyOf(PROMPT, PROMPT.length + 4);
            System.arraycopy(output.tokens(), 0, all, PROMPT.length, 4);
            List<Optional<TokenLogprob>> prompt = generation.promptLogprobs();
            assertThat(prompt).hasSize(PROMPT.length);
            assertThat(prompt.getFirst()).isEmpty();
            for (int i = 1; i < all.length; i++) {
                TokenLogprob actual = i < PROMPT.length
                        ? prompt.get(i).orElseThrow()
                        : output.logprobs().get(i - PROMPT.length);
                float[] logits = FakeModelRunner.logits(all, i, VOCABULARY);
                double sum = 0;
                for (float logit : logits) {
                    sum += Math.exp(logit);
                }
                assertThat(actual.tokenId()).isEqualTo(all[i]);
                assertThat(actual.logprob()).isEqualTo((float) (logits[all[i]] - Math.log(sum)), within(1e-5f));
                assertThat(actual.top()).hasSize(i < PROMPT.length ? 1 : 2);
            }
        }
    }

    @Test
    void promptLogprobsDoNotUseThePrefixCache() throws InterruptedException {
        try (LlmEngine engine = engine(true)) {
            Engines.readOne(engine.submit(Engines.request(Engines.greedy(1).build(), PROMPT)));
            Generation generation = engine.submit(
                    Engines.request(Engines.greedy(1).n(2).promptLogprobs(0).build(), PROMPT));
            Engines.readAll(generation, 2);
            assertThat(generation.usage().cachedTokens()).isZero();
            assertThat(generation.promptLogprobs()).hasSize(PROMPT.length);
        }
    }
}

package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.Engines.Output;
import dev.octavo.runtime.generate.TokenLogprob.Alternative;
import dev.octavo.runtime.sample.LogprobsMode;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.tokenizer.FakeTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Log-probabilities from end to end: the engine's mode, listed tokens, the whole vocabulary. */
@Timeout(600)
class LogprobsTest {

    private static final int VOCABULARY = 40;
    private static final int[] PROMPT = {1, 2, 3, 4, 5, 6, 7};

    private static LlmEngine engine(LogprobsMode mode) {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 4, 4, 64);
        EngineConfig config =
                EngineConfig.builder().logprobsMode(mode).maxLogprobs(-1).build();
        return new LlmEngine(config, Engines.model(runner), runner);
    }

    private static double logSum(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return Math.log(sum);
    }

    @ParameterizedTest
    @EnumSource(LogprobsMode.class)
    void theEngineReportsInItsMode(LogprobsMode mode) throws InterruptedException {
        try (LlmEngine engine = engine(mode)) {
            int allowed = 9;
            SamplingParams params = SamplingParams.builder()
                    .maxTokens(1)
                    .temperature(0.5f)
                    .allowedTokenIds(List.of(allowed))
                    .logprobs(-1)
                    .promptLogprobs(0)
                    .build();
            Generation generation = engine.submit(Engines.request(params, PROMPT));
            TokenLogprob one = Engines.readOne(generation).logprobs().getFirst();
            float[] logits = FakeModelRunner.logits(PROMPT, PROMPT.length, VOCABULARY);
            double expected = switch (mode) {
                case RAW_LOGPROBS -> logits[allowed] - logSum(logits);
                case RAW_LOGITS -> logits[allowed];
                case PROCESSED_LOGPROBS -> 0;
                case PROCESSED_LOGITS -> logits[allowed] / 0.5;
            };
            assertThat((double) one.logprob()).isEqualTo(expected, within(1e-5));
            assertThat(one.top()).hasSize(VOCABULARY);
            boolean processed = mode == LogprobsMode.PROCESSED_LOGITS || mode == LogprobsMode.PROCESSED_LOGPROBS;
            long impossible = one.top().stream()
                    .filter(rival -> rival.logprob() == Float.NEGATIVE_INFINITY)
                    .count();
            assertThat(impossible).isEqualTo(processed ? VOCABULARY - 1 : 0);
            float[] before = FakeModelRunner.logits(PROMPT, 3, VOCABULARY);
            boolean plain = mode == LogprobsMode.RAW_LOGITS || mode == LogprobsMode.PROCESSED_LOGITS;
            Optional<TokenLogprob> prompt = generation.promptLogprobs().get(3);
            assertThat((double) prompt.orElseThrow().logprob())
                    .isEqualTo(before[PROMPT[3]] - (plain ? 0 : logSum(before)), within(1e-5));
        }
    }

    @Test
    void listedTokensAreReportedInTheirOrderBesideTheChosenOne() throws InterruptedException {
        try (LlmEngine engine = engine(LogprobsMode.RAW_LOGPROBS)) {
            SamplingParams params =
                    Engines.greedy(20).logprobTokenIds(List.of(30, 2, 17)).build();
            Output output = Engines.readOne(engine.submit(Engines.request(params, PROMPT)));
            int[] all = Arrays.copyOf(PROMPT, PROMPT.length + 20);
            System.arraycopy(output.tokens(), 0, all, PROMPT.length, 20);
            for (int i = 0; i < 20; i++) {
                float[] logits = FakeModelRunner.logits(all, PROMPT.length + i, VOCABULARY);
                TokenLogprob one = output.logprobs().get(i);
                assertThat(one.rank()).isEqualTo(1);
                assertThat(one.top().stream().map(Alternative::tokenId)).containsExactly(30, 2, 17);
                for (Alternative listed : one.top()) {
                    assertThat((double) listed.logprob())
                            .isEqualTo(logits[listed.tokenId()] - logSum(logits), within(1e-5));
                }
            }
        }
    }

    @Test
    void specialTokensAreJoinedOnlyWhereAsked() {
        FakeTokenizer tokenizer = new FakeTokenizer(List.of("a", " <s>", " </s>", " b"), Set.of(1, 2));
        JoinedSpecialTokens joined = new JoinedSpecialTokens(tokenizer);
        StringBuilder text = new StringBuilder();
        for (int id : new int[] {0, 1, 2, 1, 3, 2}) {
            text.append(joined.accept(id));
        }
        assertThat(text.append(joined.finish()).toString()).isEqualTo("a <s></s><s> b </s>");
    }
}

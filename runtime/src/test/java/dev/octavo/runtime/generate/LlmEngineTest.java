package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.Engines.Output;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class LlmEngineTest {

    private static final int VOCABULARY = 32;

    @Test
    void greedyTokensAreThoseOfTheModel() throws InterruptedException {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 4, 4, 64);
        try (LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(runner), runner)) {
            int[] prompt = {3, 1, 4, 1, 5, 9, 2, 6};
            Output output = Engines.readOne(
                    engine.submit(Engines.request(Engines.greedy(20).build(), prompt)));
            assertThat(output.tokens()).containsExactly(FakeModelRunner.greedy(prompt, 20, VOCABULARY));
            assertThat(output.finish()).isEqualTo(FinishReason.LENGTH);
            assertThat(output.text()).isEqualTo(engine.model().tokenizer().decode(output.tokens(), true));
        }
        assertThat(runner.isClosed()).isTrue();
    }

    @Test
    void requestsThatPreemptEachOtherGetTheSameTokens() throws InterruptedException {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 14);
        try (LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(runner), runner)) {
            List<Generation> generations = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                generations.add(engine.submit(Engines.request(Engines.greedy(25).build(), i, i + 1, i + 2)));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(Engines.readOne(generations.get(i)).tokens())
                        .containsExactly(FakeModelRunner.greedy(new int[] {i, i + 1, i + 2}, 25, VOCABULARY));
            }
            assertThat(engine.stats().preemptions()).isPositive();
            assertThat(engine.stats().usedBlocks()).isZero();
            assertThat(runner.mostSequences()).isGreaterThan(1);
        }
    }

    @Test
    void aPromptThatCannotFitIsRefusedWithBothLengths() {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 5);
        try (LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(runner), runner)) {
            assertThatThrownBy(() ->
                            engine.submit(Engines.request(Engines.greedy(1).build(), new int[16])))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("16 tokens");
            assertThatThrownBy(() ->
                            engine.submit(Engines.request(Engines.greedy(1).build(), 1, VOCABULARY)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("token 1 of the prompt is 32");
        }
    }
}

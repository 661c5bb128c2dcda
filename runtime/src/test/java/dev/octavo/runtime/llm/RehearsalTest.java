package dev.octavo.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.Engines;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.LlmEngine;
import dev.octavo.runtime.sample.SamplingParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class RehearsalTest {

    private static final int VOCABULARY = 32;

    @Test
    void leavesNoTraceInTheEngineThatComesAfter() throws InterruptedException {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 4, 4, 64);
        rehearse(runner);
        assertThat(runner.steps()).isGreaterThan(90);
        assertThat(runner.isClosed()).isFalse();
        int[] prompt = {3, 1, 4, 1, 5};
        try (LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(runner), runner)) {
            assertThat(engine.stats().usedBlocks()).isZero();
            SamplingParams greedy =
                    SamplingParams.builder().temperature(0).maxTokens(12).build();
            try (Generation generation = engine.submit(new GenerationRequest("first", prompt, greedy))) {
                assertThat(tokens(generation)).containsExactly(box(FakeModelRunner.greedy(prompt, 12, VOCABULARY)));
                assertThat(generation.usage().cachedTokens()).isZero();
            }
        }
        assertThat(runner.isClosed()).isTrue();
    }

    @Test
    void isLeftOutWhereThereIsNoRoom() {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 4, 4, 20);
        rehearse(runner);
        assertThat(runner.steps()).isZero();
    }

    private static void rehearse(FakeModelRunner runner) {
        new Rehearsal(EngineConfig.defaults(), Engines.model(runner), runner).run();
    }

    private static List<Integer> tokens(Generation generation) throws InterruptedException {
        List<Integer> tokens = new ArrayList<>();
        for (Optional<GenerationChunk> next = generation.next(); next.isPresent(); next = generation.next()) {
            for (int token : next.get().tokenIds()) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    private static Integer[] box(int[] values) {
        return Arrays.stream(values).boxed().toArray(Integer[]::new);
    }
}

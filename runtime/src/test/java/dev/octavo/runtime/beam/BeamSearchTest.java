package dev.octavo.runtime.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.LlmEngine;
import dev.octavo.runtime.generate.SamplingDefaults;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.tokenizer.FakeTokenizer;
import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Searches beside other work: their ends, errors and aborts. */
@Timeout(600)
class BeamSearchTest {

    private static final int VOCABULARY = 48;
    private static final int[] PROMPT = {3, 1, 4, 1, 5};

    private static LlmEngine engine(FakeModelRunner runner, EngineConfig config, Integer... endOfSequence) {
        ServedModel model = new ServedModel(
                List.of("fake"),
                "fake",
                runner.limits().maxModelLength(),
                VOCABULARY,
                FakeTokenizer.letters(VOCABULARY),
                Optional.empty(),
                Set.of(endOfSequence),
                SamplingDefaults.none());
        return new LlmEngine(config, model, runner);
    }

    private static List<GenerationChunk> read(Generation generation) throws InterruptedException {
        List<GenerationChunk> all = new ArrayList<>();
        for (Optional<GenerationChunk> next = generation.next(); next.isPresent(); next = generation.next()) {
            all.add(next.get());
        }
        return all;
    }

    private static GenerationRequest request(SamplingParams params) {
        return new GenerationRequest("b", PROMPT, params);
    }

    /** All outputs of two tokens, best first. */
    private static List<int[]> exhaustive(int count) {
        record Scored(int[] tokens, double score) {}
        List<Scored> all = new ArrayList<>();
        for (int a = 0; a < VOCABULARY; a++) {
            for (int b = 0; b < VOCABULARY; b++) {
                all.add(new Scored(new int[] {a, b}, logprob(PROMPT, a) + logprob(with(a), b)));
            }
        }
        all.sort(Comparator.comparingDouble(Scored::score).reversed());
        return all.stream().limit(count).map(Scored::tokens).toList();
    }

    private static int[] with(int token) {
        int[] longer = Arrays.copyOf(PROMPT, PROMPT.length + 1);
        longer[PROMPT.length] = token;
        return longer;
    }

    private static double logprob(int[] history, int token) {
        float[] logits = FakeModelRunner.logits(history, history.length, VOCABULARY);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        return logits[token] - Math.log(sum);
    }

    @Test
    void aSearchAsWideAsTheVocabularyFindsTheBestOutputs() throws InterruptedException {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 256, 64, 4, 400);
        try (LlmEngine engine = engine(runner, EngineConfig.defaults())) {
            SamplingParams params =
                    SamplingParams.builder().n(VOCABULARY).maxTokens(2).build();
            List<GenerationChunk> found = read(BeamSearch.start(engine, request(params), BeamOptions.defaults()));
            List<int[]> expected = exhaustive(VOCABULARY);
            assertThat(found).hasSize(VOCABULARY);
            for (int i = 0; i < VOCABULARY; i++) {
                assertThat(found.get(i).tokenIds()).containsExactly(expected.get(i));
            }
        }
    }

    @Test
    void anEndOfSequenceTokenIsAnOutputsLastTokenAndNotItsText() throws InterruptedException {
        int likeliest = FakeModelRunner.greedy(PROMPT, 1, VOCABULARY)[0];
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 64);
        try (LlmEngine engine = engine(runner, EngineConfig.defaults(), likeliest)) {
            SamplingParams params = SamplingParams.builder().n(2).maxTokens(4).build();
            BeamOptions shortIsBetter = new BeamOptions(0, EarlyStopping.HEURISTIC);
            GenerationChunk best = read(BeamSearch.start(engine, request(params), shortIsBetter))
                    .getFirst();
            assertThat(best.tokenIds()).containsExactly(likeliest);
            assertThat(best.text()).isEmpty();
            assertThat(best.finish()).contains(FinishReason.STOP);
            assertThat(best.stopReason()).isEmpty();
            SamplingParams ignoring =
                    SamplingParams.builder().n(2).maxTokens(4).ignoreEos(true).build();
            for (GenerationChunk chunk : read(BeamSearch.start(engine, request(ignoring), shortIsBetter))) {
                assertThat(chunk.tokenIds()).hasSize(4);
                assertThat(chunk.finish()).contains(FinishReason.LENGTH);
            }
            SamplingParams including = SamplingParams.builder()
                    .n(2)
                    .maxTokens(4)
                    .includeStopInOutput(true)
                    .build();
            assertThat(read(BeamSearch.start(engine, request(including), shortIsBetter))
                            .getFirst()
                            .text())
                    .isEqualTo(FakeTokenizer.letters(VOCABULARY).decode(new int[] {likeliest}, true));
        }
    }

    @Test
    void outputsEndAtTheModelsLength() throws InterruptedException {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 4);
        try (LlmEngine engine = engine(runner, EngineConfig.defaults())) {
            SamplingParams params = SamplingParams.builder().n(1).maxTokens(99).build();
            GenerationChunk only = read(BeamSearch.start(engine, request(params), BeamOptions.defaults()))
                    .getFirst();
            assertThat(only.tokenIds()).hasSize(runner.limits().maxModelLength() - PROMPT.length);
        }
    }

    @Test
    void closingEndsASearchAndFreesItsBlocks() throws InterruptedException {
        AtomicReference<Generation> search = new AtomicReference<>();
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 200).beforeStep(step -> {
            Generation running = search.get();
            if (step > 6 && running != null) {
                running.close();
            }
        });
        try (LlmEngine engine = engine(runner, EngineConfig.defaults())) {
            SamplingParams params = SamplingParams.builder().n(4).maxTokens(500).build();
            Generation generation = BeamSearch.start(engine, request(params), BeamOptions.defaults());
            search.set(generation);
            assertThat(read(generation)).isEmpty();
            assertThat(runner.steps()).isLessThan(30);
            search.set(null);
            Generation after = engine.submit(
                    request(SamplingParams.builder().temperature(0).maxTokens(3).build()));
            assertThat(read(after)).isNotEmpty();
            assertThat(engine.stats().usedBlocks()).isZero();
        }
    }

    @Test
    void neighboursAreNotDisturbed() throws InterruptedException {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 4, 4, 40);
        try (LlmEngine engine = engine(runner, EngineConfig.defaults())) {
            SamplingParams greedy =
                    SamplingParams.builder().temperature(0).maxTokens(30).build();
            Generation neighbour = engine.submit(request(greedy));
            SamplingParams params = SamplingParams.builder().n(3).maxTokens(12).build();
            List<GenerationChunk> beside = read(BeamSearch.start(engine, request(params), BeamOptions.defaults()));
            int[] tokens = read(neighbour).stream()
                    .flatMapToInt(chunk -> Arrays.stream(chunk.tokenIds()))
                    .toArray();
            assertThat(tokens).containsExactly(FakeModelRunner.greedy(PROMPT, 30, VOCABULARY));
            List<GenerationChunk> alone = read(BeamSearch.start(engine, request(params), BeamOptions.defaults()));
            for (int i = 0; i < 3; i++) {
                assertThat(beside.get(i).tokenIds())
                        .containsExactly(alone.get(i).tokenIds());
            }
        }
    }

    @Test
    void whatASearchCannotHonourIsRefusedAtOnce() {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 4, 4, 40);
        try (LlmEngine engine = engine(runner, EngineConfig.defaults())) {
            SamplingParams stop = SamplingParams.builder().stop(List.of("x")).build();
            assertThatThrownBy(() -> BeamSearch.start(engine, request(stop), BeamOptions.defaults()))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("stop must be left out");
            SamplingParams plain = SamplingParams.builder().build();
            GenerationRequest tooLong = new GenerationRequest("b", new int[500], plain);
            assertThatThrownBy(() -> BeamSearch.start(engine, tooLong, BeamOptions.defaults()))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("500 tokens");
            assertThatThrownBy(() -> new BeamOptions(Double.NaN, EarlyStopping.HEURISTIC))
                    .hasMessageContaining("length_penalty");
        }
    }
}

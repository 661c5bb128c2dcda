package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.Engines.Output;
import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.tokenizer.FakeTokenizer;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How outputs end: end of sequence, stop tokens, stop texts, lengths. */
@Timeout(600)
class OutputEndTest {

    private static final int VOCABULARY = 32;
    private static final int[] PROMPT = {1, 2, 3};
    private static final int[] GREEDY = FakeModelRunner.greedy(PROMPT, 40, VOCABULARY);

    /** A token of the greedy output that does not occur before. */
    private static final int AT = IntStream.range(6, 40)
            .filter(i -> IntStream.range(0, i).noneMatch(k -> GREEDY[k] == GREEDY[i]))
            .findFirst()
            .orElseThrow();

    private final Tokenizer tokenizer = FakeTokenizer.letters(VOCABULARY);
    private LlmEngine engine = engine(Set.of());

    private LlmEngine engine(Set<Integer> endOfSequence) {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 4, 4, 64);
        return new LlmEngine(EngineConfig.defaults(), Engines.model(runner, tokenizer, endOfSequence), runner);
    }

    private Output run(SamplingParams params) throws InterruptedException {
        try (Generation generation = engine.submit(Engines.request(params, PROMPT))) {
            Output output = Engines.readOne(generation);
            assertThat(generation.usage().completionTokens()).isEqualTo(output.tokens().length);
            return output;
        }
    }

    private static int[] greedy(int count) {
        return Arrays.copyOf(GREEDY, count);
    }

    private String text(int count) {
        return tokenizer.decode(greedy(count), true);
    }

    @AfterEach
    void close() throws InterruptedException {
        Engines.eventually(() -> engine.stats().usedBlocks() == 0);
        engine.close();
    }

    @Test
    void endOfSequenceEndsTheOutputWithoutAReasonOrText() throws InterruptedException {
        engine.close();
        engine = engine(Set.of(GREEDY[AT]));
        Output output = run(Engines.greedy(40).build());
        assertThat(output.tokens()).containsExactly(greedy(AT + 1));
        assertThat(output.text()).isEqualTo(text(AT));
        assertThat(output.finish()).isEqualTo(FinishReason.STOP);
        assertThat(output.last().stopReason()).isEmpty();
    }

    @Test
    void endOfSequenceCanBeIgnored() throws InterruptedException {
        engine.close();
        engine = engine(Set.of(GREEDY[AT]));
        Output output = run(Engines.greedy(40).ignoreEos(true).build());
        assertThat(output.tokens()).containsExactly(GREEDY);
        assertThat(output.finish()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aStopTokenIsTheReasonAndNotPartOfTheTextUnlessWanted() throws InterruptedException {
        Output output = run(Engines.greedy(40).stopTokenIds(List.of(GREEDY[AT])).build());
        assertThat(output.tokens()).containsExactly(greedy(AT + 1));
        assertThat(output.text()).isEqualTo(text(AT));
        assertThat(output.last().stopReason()).contains(new StopReason.Token(GREEDY[AT]));
        Output included = run(Engines.greedy(40)
                .stopTokenIds(List.of(GREEDY[AT]))
                .includeStopInOutput(true)
                .build());
        assertThat(included.text()).isEqualTo(text(AT + 1));
    }

    @Test
    void noEndingComesBeforeTheLeastNumberOfTokens() throws InterruptedException {
        engine.close();
        engine = engine(Set.of(GREEDY[AT]));
        Output output = run(Engines.greedy(40).minTokens(AT + 5).build());
        assertThat(output.tokens()).hasSizeGreaterThanOrEqualTo(AT + 5);
        assertThat(Arrays.copyOf(output.tokens(), AT + 5)).doesNotContain(GREEDY[AT]);
        assertThat(Arrays.copyOf(output.tokens(), AT)).isEqualTo(greedy(AT));
    }

    @Test
    void aStopTextAcrossTokensCutsTheTextAndCountsTheTokenThatCompletedIt() throws InterruptedException {
        String stop = tokenizer.decode(Arrays.copyOfRange(GREEDY, AT - 1, AT + 1), true);
        Output output = run(Engines.greedy(40).stop(List.of("never", stop)).build());
        assertThat(output.text()).isEqualTo(text(AT - 1));
        assertThat(output.tokens()).containsExactly(greedy(AT + 1));
        assertThat(output.finish()).isEqualTo(FinishReason.STOP);
        assertThat(output.last().stopReason()).contains(new StopReason.Text(stop));
        Output included = run(
                Engines.greedy(40).stop(List.of(stop)).includeStopInOutput(true).build());
        assertThat(included.text()).isEqualTo(text(AT + 1));
    }

    @Test
    void aStopTextBeforeTheLeastNumberOfTokensDoesNotCount() throws InterruptedException {
        String stop = tokenizer.decode(new int[] {GREEDY[0]}, true);
        Output output = run(Engines.greedy(3).minTokens(3).stop(List.of(stop)).build());
        assertThat(output.tokens()).containsExactly(greedy(3));
        assertThat(output.finish()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void textHeldBackForAStopThatDoesNotComeIsDeliveredAtTheEnd() throws InterruptedException {
        String beginning = tokenizer.decode(new int[] {GREEDY[4]}, true);
        Output output = run(Engines.greedy(5).stop(List.of(beginning + "#")).build());
        assertThat(output.text()).isEqualTo(text(5));
    }

    @Test
    void theModelsLengthEndsTheOutput() throws InterruptedException {
        engine.close();
        FakeModelRunner small = new FakeModelRunner(VOCABULARY, 64, 4, 4, 4);
        engine = new LlmEngine(EngineConfig.defaults(), Engines.model(small), small);
        Output output = run(Engines.greedy(40).build());
        assertThat(output.tokens()).containsExactly(greedy(9));
        assertThat(output.finish()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void chunksJoinToTheTextOfAllTokens() throws InterruptedException {
        Output output = run(Engines.greedy(40).build());
        assertThat(output.text()).isEqualTo(text(40));
    }
}

package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.sample.SamplingParamsBuilder;
import dev.octavo.runtime.tokenizer.FakeTokenizer;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What the engine's tests share. */
public final class Engines {

    private Engines() {}

    static ServedModel model(ModelRunner runner, Tokenizer tokenizer, Set<Integer> endOfSequence) {
        return new ServedModel(
                List.of("fake"),
                "fake",
                runner.limits().maxModelLength(),
                runner.limits().vocabularySize(),
                tokenizer,
                Optional.empty(),
                endOfSequence,
                SamplingDefaults.none());
    }

    /** A model with a tokenizer of its own. */
    public static ServedModel model(ModelRunner runner) {
        return model(runner, FakeTokenizer.letters(runner.limits().vocabularySize()), Set.of());
    }

    static SamplingParamsBuilder greedy(int maxTokens) {
        return SamplingParams.builder().temperature(0).maxTokens(maxTokens);
    }

    static GenerationRequest request(SamplingParams sampling, int... prompt) {
        return new GenerationRequest("r", prompt, sampling);
    }

    /** What a client got of one choice. */
    record Output(int[] tokens, String text, FinishReason finish, List<TokenLogprob> logprobs, GenerationChunk last) {}

    static Output readOne(Generation generation) throws InterruptedException {
        return readAll(generation, 1).getFirst();
    }

    static List<Output> readAll(Generation generation, int choices) throws InterruptedException {
        List<List<GenerationChunk>> chunks = new ArrayList<>();
        for (int i = 0; i < choices; i++) {
            chunks.add(new ArrayList<>());
        }
        for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
            chunks.get(chunk.get().choice()).add(chunk.get());
        }
        return chunks.stream().map(Engines::join).toList();
    }

    private static Output join(List<GenerationChunk> chunks) {
        StringBuilder text = new StringBuilder();
        List<TokenLogprob> logprobs = new ArrayList<>();
        int[] tokens = {};
        for (GenerationChunk chunk : chunks) {
            int before = tokens.length;
            tokens = Arrays.copyOf(tokens, before + chunk.tokenIds().length);
            System.arraycopy(chunk.tokenIds(), 0, tokens, before, chunk.tokenIds().length);
            text.append(chunk.text());
            logprobs.addAll(chunk.logprobs());
        }
        GenerationChunk last = chunks.getLast();
        return new Output(tokens, text.toString(), last.finish().orElseThrow(), logprobs, last);
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not become true in time");
            }
            Thread.sleep(Duration.ofMillis(1));
        }
    }
}

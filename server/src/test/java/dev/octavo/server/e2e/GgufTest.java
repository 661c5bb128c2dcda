package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.llm.LlmBuilder;
import dev.octavo.runtime.llm.Rounding;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.UnsupportedSpecException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** GGUF files on the CPU backend: text in, reference tokens and log-probabilities out. */
class GgufTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"F16", "BF16", "Q8_0", "Q6_K", "Q5_K_M", "Q5_0", "Q4_K_M", "Q4_1", "Q4_0", "Q3_K_M", "IQ4_NL"})
    void quantisedModels(String type) throws InterruptedException {
        check(
                Repository.shared("gguf/tiny-llama-" + type + ".gguf"),
                Repository.shared("gguf/tiny-llama-" + type + ".goldens.json"));
    }

    /** Rounded activations move a log-probability a little; a wrong kernel moves it by whole units. */
    @ParameterizedTest
    @ValueSource(strings = {"BF16", "Q8_0", "Q6_K", "Q5_K_M", "Q5_0", "Q4_K_M", "Q4_1", "Q4_0", "Q3_K_M", "IQ4_NL"})
    void roundedActivationsStayClose(String type) throws InterruptedException {
        Path goldens = Repository.shared("gguf/tiny-llama-" + type + ".goldens.json");
        int same = 0;
        int cases = 0;
        try (Llm llm = builder(Repository.shared("gguf/tiny-llama-" + type + ".gguf"))
                .rounding(Rounding.FAST)
                .open()) {
            for (JsonNode golden :
                    JsonMapper.shared().readTree(goldens.toFile()).get("cases")) {
                Output first = generate(llm, golden, "case-" + cases, 1);
                cases++;
                if (first.tokens.getFirst() == golden.get("greedy_ids").get(0).asInt()) {
                    same++;
                    assertThat(first.logprobs.getFirst())
                            .isEqualTo(golden.get("greedy_logprobs").get(0).asDouble(), within(0.25));
                }
            }
        }
        assertThat(same).isGreaterThanOrEqualTo(cases * 3 / 4);
    }

    @ParameterizedTest
    @CsvSource({"llama", "qwen2", "qwen3"})
    void architectures(String name) throws InterruptedException {
        check(
                Repository.shared("gguf/arch-" + name + "-f32.gguf"),
                Repository.shared("goldens/" + name + "/goldens.json"));
    }

    @Test
    void aTrainedModelWithSentencePieceTokens() throws InterruptedException {
        check(
                Repository.shared("models/stories260k/gguf/stories260K-f32.gguf"),
                Repository.shared("models/stories260k/goldens.json"));
        try (Llm llm = open(Repository.shared("models/stories260k/gguf/stories260K-Q8_0.gguf"))) {
            String text = llm.generate(
                    "Once upon a time",
                    SamplingParams.builder().temperature(0).maxTokens(40).build());
            assertThat(text).startsWith(", there was a little");
            assertThat(llm.model().name()).isEqualTo("stories260K-Q8_0");
        }
    }

    @Test
    void quantisedWeightsAreMultipliedAsTheyAreStored() {
        try (Llm llm = open(Repository.shared("gguf/tiny-llama-Q4_K_M.gguf"))) {
            assertThat(llm.report().plan().variants().keySet())
                    .anyMatch(variant -> variant.contains("q4_k weights"))
                    .anyMatch(variant -> variant.contains("q6_k weights"));
            // Not even the table of embeddings is widened: its rows are looked up in the file.
            assertThat(llm.report().plan().emulated()).isEmpty();
            assertThat(llm.model().chatTemplate()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-oss-MXFP4", "arch-mixtral-f32", "arch-gemma-f32", "arch-qwen3_moe-f32"})
    void otherArchitecturesAreRefusedByName(String name) {
        assertThatThrownBy(() -> open(Repository.shared("gguf/" + name + ".gguf")))
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContaining(name + ".gguf");
    }

    private static Llm open(Path file) {
        return builder(file).open();
    }

    private static LlmBuilder builder(Path file) {
        return Llm.model(file).device("cpu").cacheBytes(64L << 20).warmUp(Duration.ZERO);
    }

    private record Output(List<Integer> tokens, List<Double> logprobs) {}

    private static Output generate(Llm llm, JsonNode golden, String id, int count) throws InterruptedException {
        SamplingParams greedy = SamplingParams.builder()
                .temperature(0)
                .logprobs(1)
                .ignoreEos(true)
                .maxTokens(count)
                .build();
        Output output = new Output(new ArrayList<>(), new ArrayList<>());
        int[] prompt = JsonMapper.shared().treeToValue(golden.get("prompt_ids"), int[].class);
        try (Generation generation = llm.engine().submit(new GenerationRequest(id, prompt, greedy))) {
            for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
                Arrays.stream(chunk.get().tokenIds()).forEach(output.tokens::add);
                chunk.get().logprobs().forEach(entry -> output.logprobs.add((double) entry.logprob()));
            }
        }
        return output;
    }

    private static void check(Path file, Path goldens) throws InterruptedException {
        try (Llm llm = open(file)) {
            int cases = 0;
            for (JsonNode golden :
                    JsonMapper.shared().readTree(goldens.toFile()).get("cases")) {
                Output output = generate(
                        llm, golden, "case-" + cases, golden.get("greedy_ids").size());
                compare(golden, output.tokens, output.logprobs);
                cases++;
            }
            assertThat(cases).isPositive();
        }
    }

    private static void compare(JsonNode golden, List<Integer> tokens, List<Double> logprobs) {
        List<Integer> expected = new ArrayList<>();
        golden.get("greedy_ids").forEach(id -> expected.add(id.asInt()));
        assertThat(tokens).isEqualTo(expected);
        for (int i = 0; i < logprobs.size(); i++) {
            assertThat(logprobs.get(i))
                    .isEqualTo(golden.get("greedy_logprobs").get(i).asDouble(), within(2e-3));
        }
    }
}

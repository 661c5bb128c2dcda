package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.llm.LlmBuilder;
import dev.octavo.runtime.quantize.Quantization;
import dev.octavo.runtime.quantize.QuantizationReport;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The embedded model quantised at load, on the CPU backend, against its own reference texts. */
class QuantizedModelTest {

    private static final Path STORIES = Repository.root().resolve("models/stories");

    @TempDir
    Path cache;

    private static Llm open(Path model, UnaryOperator<LlmBuilder> more) {
        return more.apply(Llm.model(model).device("cpu").cacheBytes(64L << 20).warmUp(Duration.ZERO))
                .open();
    }

    /** Mean negative log-probability of the reference continuations, and which share of their tokens is the likeliest. */
    private record Score(double loss, double agreement) {}

    private static Score score(Llm llm) throws InterruptedException {
        double sum = 0;
        int tokens = 0;
        int first = 0;
        for (JsonNode golden : JsonMapper.shared()
                .readTree(STORIES.resolve("goldens.json").toFile())
                .get("cases")) {
            int[] prompt = JsonMapper.shared().treeToValue(golden.get("prompt_ids"), int[].class);
            int[] greedy = JsonMapper.shared().treeToValue(golden.get("greedy_ids"), int[].class);
            int[] all = IntStream.concat(Arrays.stream(prompt), Arrays.stream(greedy))
                    .toArray();
            SamplingParams params = SamplingParams.builder()
                    .temperature(0)
                    .maxTokens(1)
                    .promptLogprobs(1)
                    .build();
            try (Generation generation =
                    llm.engine().submit(new GenerationRequest("case-" + golden.get("name"), all, params))) {
                for (Optional<GenerationChunk> chunk = generation.next();
                        chunk.isPresent();
                        chunk = generation.next()) {
                    // Only the prompt's log-probabilities are of interest.
                }
                for (int i = prompt.length; i < all.length; i++) {
                    var entry = generation.promptLogprobs().get(i).orElseThrow();
                    sum -= entry.logprob();
                    first += entry.rank() == 1 ? 1 : 0;
                    tokens++;
                }
            }
        }
        assertThat(tokens).isGreaterThan(500);
        return new Score(sum / tokens, (double) first / tokens);
    }

    @ParameterizedTest
    @CsvSource({"INT8, 0.002, 0.985", "INT4, 0.02, 0.93"})
    void lossStaysNearThatOfPlainWeights(Quantization type, double margin, double agreement)
            throws InterruptedException {
        Score plain;
        try (Llm llm = open(STORIES, builder -> builder)) {
            plain = score(llm);
        }
        assertThat(plain.agreement()).isEqualTo(1, within(0.003));
        try (Llm llm = open(STORIES, builder -> builder.quantization(type))) {
            Score quantised = score(llm);
            assertThat(quantised.loss()).isEqualTo(plain.loss(), within(margin));
            assertThat(quantised.agreement()).isGreaterThan(agreement);
        }
    }

    @Test
    void eightBitsTellTheSameStory() throws InterruptedException {
        SamplingParams greedy =
                SamplingParams.builder().temperature(0).maxTokens(40).build();
        String text = "In spring, a wise gardener gave Ella a tulip seed.";
        try (Llm plain = open(STORIES, builder -> builder);
                Llm quantised = open(STORIES, builder -> builder.quantization(Quantization.INT8))) {
            assertThat(quantised.generate(text, greedy)).isEqualTo(plain.generate(text, greedy));
        }
    }

    @Test
    void blocksAreMultipliedAsTheyAreAndFoundAgain() throws InterruptedException {
        SamplingParams greedy =
                SamplingParams.builder().temperature(0).maxTokens(24).build();
        UnaryOperator<LlmBuilder> four =
                builder -> builder.quantization(Quantization.INT4).quantizationCache(cache);
        String made;
        try (Llm llm = open(STORIES, four)) {
            made = llm.generate("Once upon a time", greedy);
            assertThat(llm.report().quantization().orElseThrow().origin()).isEqualTo(QuantizationReport.Origin.WRITTEN);
            assertThat(llm.report().plan().variants().keySet())
                    .anyMatch(variant -> variant.contains("q4_k weights"))
                    .anyMatch(variant -> variant.contains("q4_1 weights"))
                    .anyMatch(variant -> variant.contains("q8_0 weights"));
            assertThat(llm.report().plan().emulated()).isEmpty();
        }
        try (Llm llm = open(STORIES, four)) {
            assertThat(llm.report().quantization().orElseThrow().origin()).isEqualTo(QuantizationReport.Origin.CACHED);
            assertThat(llm.generate("Once upon a time", greedy)).isEqualTo(made);
        }
    }

    @Test
    void dummyWeightsAreQuantisedInMemory() {
        try (Llm llm = open(
                STORIES,
                builder -> builder.dummyWeights(true)
                        .quantization(Quantization.INT8)
                        .quantizationCache(cache))) {
            assertThat(llm.report().quantization().orElseThrow().origin()).isEqualTo(QuantizationReport.Origin.MEMORY);
            assertThat(cache).isEmptyDirectory();
        }
    }

    @Test
    void plainGgufFilesAreQuantisedAndQuantisedOnesRefused() throws InterruptedException {
        UnaryOperator<LlmBuilder> eight = builder -> builder.quantization(Quantization.INT8);
        try (Llm llm = open(Repository.shared("models/stories260k/gguf/stories260K-f32.gguf"), eight)) {
            assertThat(llm.report().quantization().orElseThrow().tensors()).isPositive();
            assertThat(llm.generate(
                            "Once upon a time",
                            SamplingParams.builder()
                                    .temperature(0)
                                    .maxTokens(20)
                                    .build()))
                    .startsWith(", there was a little");
        }
        assertThatThrownBy(() -> open(Repository.shared("gguf/tiny-llama-Q4_0.gguf"), eight))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("quantised already");
    }

    @Test
    void twoWordsAboutTheTypeAreOneTooMany() {
        assertThatThrownBy(
                        () -> open(STORIES, builder -> builder.dtype(DType.F32).quantization(Quantization.INT8)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--dtype F32 and --quantization int8");
    }
}

package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.tensor.DType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The embedded model on the CPU with a KV cache of each type: what it makes of a text stays close to what it makes of it in f32, and the cache takes as much memory as it should. */
@Timeout(600)
class CacheTypesTest {

    private static final String STORY =
            "Once upon a time, there was a little girl named Lily. She loved to play in the garden.";
    private static final int TOKENS = 120;
    private static final int BLOCKS = 40;

    /** A token's numbers in all layers of the model: 5 layers of 4 heads of 32 numbers, keys and values. */
    private static final int ROWS = 5 * 4 * 2;

    private static final int NUMBERS = ROWS * 32;

    private static Llm open(DType type, String kernels, long cacheBytes) {
        return Llm.model(Repository.embeddedModel())
                .device("cpu")
                .backendOptions(new BackendOptions(Map.of("kernels", kernels)))
                .cacheType(type)
                .cacheBytes(cacheBytes)
                .maxModelLength(256)
                .warmUp(Duration.ZERO)
                .open();
    }

    private static int[] story(Llm llm) {
        return llm.engine().model().tokenizer().encode(STORY, true);
    }

    /** Continues the story greedily. */
    private static int[] write(Llm llm) throws InterruptedException {
        SamplingParams greedy = SamplingParams.builder()
                .temperature(0)
                .maxTokens(TOKENS)
                .ignoreEos(true)
                .build();
        List<Integer> tokens = new ArrayList<>();
        try (Generation generation = llm.engine().submit(new GenerationRequest("write", story(llm), greedy))) {
            for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
                IntStream.of(chunk.get().tokenIds()).forEach(tokens::add);
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Log-probabilities of the tokens of a text, the first one left out. */
    private static double[] read(Llm llm, int[] text) throws InterruptedException {
        SamplingParams params = SamplingParams.builder()
                .temperature(0)
                .maxTokens(1)
                .promptLogprobs(1)
                .build();
        try (Generation generation = llm.engine().submit(new GenerationRequest("read", text, params))) {
            while (generation.next().isPresent()) {
                // The prompt is what is looked at.
            }
            return generation.promptLogprobs().stream()
                    .flatMap(Optional::stream)
                    .mapToDouble(TokenLogprob::logprob)
                    .toArray();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BF16, auto, 0.01, 0.1",
        "F16, auto, 0.01, 0.1",
        "I8, auto, 0.03, 0.3",
        "I8, vector, 0.03, 0.3",
        "F8_E4M3, auto, 0.1, 1",
        "F8_E4M3, vector, 0.1, 1",
        "F8_E5M2, auto, 0.2, 2",
        "F8_E5M2, vector, 0.2, 2"
    })
    void staysCloseToF32(DType type, String kernels, double mean, double most) throws InterruptedException {
        int[] text;
        double[] expected;
        try (Llm llm = open(DType.F32, "auto", 8L << 20)) {
            int[] story = story(llm);
            int[] written = write(llm);
            text = IntStream.concat(IntStream.of(story), IntStream.of(written)).toArray();
            expected = read(llm, text);
        }
        assertThat(expected).hasSize(text.length - 1);
        try (Llm llm = open(type, kernels, 8L << 20)) {
            assertThat(write(llm)).hasSize(TOKENS);
            double[] got = read(llm, text);
            DoubleSummaryStatistics distance = IntStream.range(0, expected.length)
                    .mapToDouble(i -> Math.abs(got[i] - expected[i]))
                    .summaryStatistics();
            assertThat(distance.getAverage())
                    .as("mean of %s", distance)
                    .isPositive()
                    .isLessThan(mean);
            assertThat(distance.getMax()).as("largest of %s", distance).isLessThan(most);
        }
    }

    @ParameterizedTest
    @CsvSource({"F32, 4, 0", "BF16, 2, 0", "F8_E4M3, 1, 0", "F8_E5M2, 1, 0", "I8, 1, 4"})
    void memoryIsThatOfNumbersAndScales(DType type, int numberBytes, int scaleBytes) {
        long blockBytes = 16L * (NUMBERS * numberBytes + ROWS * scaleBytes);
        try (Llm llm = open(type, "auto", BLOCKS * blockBytes)) {
            assertThat(llm.report().cacheBlocks()).as("and the null block").isEqualTo(BLOCKS + 1);
            assertThat(llm.report().cacheBytes()).isEqualTo((BLOCKS + 1) * blockBytes);
        }
        try (Llm llm = open(type, "auto", BLOCKS * blockBytes - 1)) {
            assertThat(llm.report().cacheBlocks()).isEqualTo(BLOCKS);
        }
    }

    @Test
    void whatTheDeviceCannotHoldIsRefusedWithTheOptionsName() {
        assertThatThrownBy(() -> open(DType.U8, "auto", 8L << 20).close())
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContaining("--kv-cache-dtype")
                .hasMessageContaining("U8");
    }
}

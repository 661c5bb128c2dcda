package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.sample.SamplingParams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reference continuations by whole models, as users run them, on the stand-in: their tokens and log-probabilities where activations are kept in F32, on a processor without matrix units; and by a model that stands
 * rounding on processors with them.
 */
class GoldenModelsTest {

    private static final Path ROOT = Path.of(System.getProperty("octavo.repository", ".."))
            .toAbsolutePath()
            .normalize();

    /** Of the second one the short prompt: what it has beside the first one's, norms of queries and keys, is in each step. */
    @ParameterizedTest
    @CsvSource({"llama, 3", "qwen3, 1"})
    void randomModelsOfEachArchitecture(String name, int cases) throws Exception {
        Path model = ROOT.resolveSibling("shared").resolve("goldens").resolve(name);
        assumeTrue(Files.exists(model), () -> "skipped: needs " + model + ", which is not part of the repository");
        become("gfx1030");
        check(model, cases, Integer.MAX_VALUE, 2e-3);
    }

    /** Its first words: the rest would take minutes here. Activations are BF16. */
    @ParameterizedTest
    @ValueSource(strings = {"gfx942"})
    void theEmbeddedModelOnMatrixUnits(String processor) throws Exception {
        become(processor);
        check(ROOT.resolve("models/stories"), 1, 4, 0.1);
    }

    private static void become(String processor) {
        StandIn.control()
                .become(processor, GfxTarget.of(processor).orElseThrow().waveSize());
    }

    @AfterEach
    void reset() {
        if (!StandIn.require().library().isEmpty()) {
            StandIn.control().reset();
        }
    }

    private static void check(Path directory, int mostCases, int mostTokens, double tolerance) throws Exception {
        try (Llm llm = Llm.model(directory)
                .device(RocmProvider.ID)
                .cacheBytes(64L << 20)
                .warmUp(Duration.ZERO)
                .open()) {
            int cases = 0;
            for (JsonNode golden : JsonMapper.shared()
                    .readTree(directory.resolve("goldens.json").toFile())
                    .get("cases")) {
                if (cases < mostCases) {
                    check(llm, golden, "case " + cases, mostTokens, tolerance);
                    cases++;
                }
            }
            assertThat(cases).isPositive();
        }
    }

    private static void check(Llm llm, JsonNode golden, String name, int mostTokens, double tolerance)
            throws Exception {
        List<Integer> expected = new ArrayList<>();
        golden.get("greedy_ids").forEach(id -> expected.add(id.asInt()));
        int count = Math.min(expected.size(), mostTokens);
        int[] prompt = new int[golden.get("prompt_ids").size()];
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] = golden.get("prompt_ids").get(i).asInt();
        }
        SamplingParams sampling = SamplingParams.builder()
                .temperature(0)
                .maxTokens(count)
                .ignoreEos(true)
                .logprobs(1)
                .build();
        List<Integer> ids = new ArrayList<>();
        List<Double> logprobs = new ArrayList<>();
        try (Generation generation = llm.engine().submit(new GenerationRequest(name, prompt, sampling))) {
            for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
                for (int id : chunk.get().tokenIds()) {
                    ids.add(id);
                }
                chunk.get().logprobs().forEach(each -> logprobs.add((double) each.logprob()));
            }
        }
        assertThat(ids).as(name).isEqualTo(expected.subList(0, count));
        assertThat(logprobs).as(name).hasSize(count);
        for (int i = 0; i < count; i++) {
            double logprob = golden.get("greedy_logprobs").get(i).asDouble();
            assertThat(logprobs.get(i)).as("%s, step %d", name, i).isEqualTo(logprob, within(tolerance));
        }
    }
}

package dev.octavo.runtime.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.LlmEngine;
import dev.octavo.runtime.generate.SamplingDefaults;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.model.Architectures;
import dev.octavo.runtime.plan.PlanOptions;
import dev.octavo.runtime.plan.Planner;
import dev.octavo.runtime.sample.LogprobsMode;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.testing.SharedMaterial;
import dev.octavo.runtime.tokenizer.FakeTokenizer;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Beam search against transformers' generate() on tiny models (tools/goldens/make_beams.py). */
@Timeout(600)
class BeamGoldenTest {

    private static final int BLOCK_SIZE = 4;
    private static final int MAX_LENGTH = 64;
    private static final int WIDEST = 4;

    @ParameterizedTest
    @ValueSource(strings = {"llama-llama3", "mistral-window", "qwen2-mixed-window"})
    void sequencesAndScoresAreThoseOfTransformers(String model) throws InterruptedException {
        Path resources = SharedMaterial.repository().resolve("runtime/src/test/resources");
        int cases = 0;
        try (LlmEngine engine = open(resources.resolve("goldens").resolve(model))) {
            for (JsonNode golden : JsonMapper.shared()
                    .readTree(resources.resolve("beams.json").toFile())
                    .get("cases")) {
                if (golden.get("model").asString().equals(model)) {
                    compare(engine, golden, ++cases);
                }
            }
            assertThat(engine.stats().usedBlocks()).isZero();
            assertThat(engine.stats().prefixHitTokens())
                    .as("beams share blocks")
                    .isPositive();
        }
        assertThat(cases).isGreaterThan(50);
    }

    private static void compare(LlmEngine engine, JsonNode golden, int number) throws InterruptedException {
        List<Integer> ends = list(golden.get("end_ids"));
        SamplingParams params = SamplingParams.builder()
                .n(golden.get("width").asInt())
                .maxTokens(golden.get("max_tokens").asInt())
                .minTokens(golden.get("min_tokens").asInt())
                .stopTokenIds(ends)
                .logprobs(1)
                .build();
        BeamOptions options = new BeamOptions(golden.get("length_penalty").asDouble(), early(golden));
        int[] prompt = ints(golden.get("prompt_ids"));
        GenerationRequest request = new GenerationRequest("beams-" + number, prompt, params);
        List<GenerationChunk> found = new ArrayList<>();
        try (Generation generation = BeamSearch.start(engine, request, options)) {
            for (Optional<GenerationChunk> next = generation.next(); next.isPresent(); next = generation.next()) {
                found.add(next.get());
            }
        }
        assertThat(found).hasSize(golden.get("sequences").size());
        for (int i = 0; i < found.size(); i++) {
            GenerationChunk chunk = found.get(i);
            int[] tokens = chunk.tokenIds();
            assertThat(tokens)
                    .as("case %d, sequence %d of %s", number, i, golden)
                    .containsExactly(ints(golden.get("sequences").get(i)));
            double sum =
                    chunk.logprobs().stream().mapToDouble(TokenLogprob::logprob).sum();
            assertThat(sum / Math.pow(tokens.length, options.lengthPenalty()))
                    .as("case %d, score %d", number, i)
                    .isEqualTo(golden.get("scores").get(i).asDouble(), within(2e-3));
            boolean ended = ends.contains(tokens[tokens.length - 1]);
            assertThat(chunk.choice()).isEqualTo(i);
            assertThat(chunk.finish()).contains(ended ? FinishReason.STOP : FinishReason.LENGTH);
            assertThat(chunk.stopReason().isPresent()).isEqualTo(ended);
        }
    }

    private static EarlyStopping early(JsonNode golden) {
        JsonNode early = golden.get("early_stopping");
        if (early.isString()) {
            return EarlyStopping.WHEN_CERTAIN;
        }
        return early.asBoolean() ? EarlyStopping.WHEN_FULL : EarlyStopping.HEURISTIC;
    }

    private static List<Integer> list(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }

    private static int[] ints(JsonNode array) {
        return list(array).stream().mapToInt(i -> i).toArray();
    }

    /** An engine that reports processed logits to others, which must not disturb the search. */
    private static LlmEngine open(Path directory) {
        HfConfig config = HfConfig.read(directory);
        ReferenceProvider provider = new ReferenceProvider();
        Probe.Available available = (Probe.Available) provider.probe();
        Backend backend = provider.open(available.devices().getFirst(), BackendOptions.none());
        KvLayout layout = new KvLayout(config.kvHeads(), config.headDim(), BLOCK_SIZE, DType.F32);
        PlanOptions options =
                new PlanOptions(MAX_LENGTH, WIDEST, WIDEST, MAX_LENGTH, Optional.empty(), DType.F32, layout);
        ModelRunner runner = new Planner(backend, options)
                .plan(Architectures.graph(config, MAX_LENGTH), Checkpoint.open(directory), LoadProgress.NONE)
                .withCache(WIDEST * MAX_LENGTH / BLOCK_SIZE + 2);
        int vocabulary = runner.limits().vocabularySize();
        ServedModel model = new ServedModel(
                List.of("tiny"),
                "tiny",
                MAX_LENGTH,
                vocabulary,
                FakeTokenizer.letters(vocabulary),
                Optional.empty(),
                Set.of(),
                SamplingDefaults.none());
        EngineConfig engine = EngineConfig.builder()
                .logprobsMode(LogprobsMode.PROCESSED_LOGITS)
                .build();
        return new LlmEngine(engine, model, runner);
    }
}

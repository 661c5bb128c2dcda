package dev.octavo.runtime.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.testing.SharedMaterial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Compares with the reference vectors of the shared test material, where it lies beside the checkout. */
class SamplingVectorsTest {

    @TestFactory
    Stream<DynamicTest> penaltiesAndProbabilitiesAreThoseOfTheReference() {
        Path file = SharedMaterial.require("sampling/vectors.json");
        List<JsonNode> cases = new ArrayList<>();
        new ObjectMapper().readTree(file).get("cases").forEach(cases::add);
        assertThat(cases).hasSizeGreaterThan(50);
        return IntStream.range(0, cases.size())
                .mapToObj(i ->
                        DynamicTest.dynamicTest(i + " " + cases.get(i).get("params"), () -> compare(cases.get(i))));
    }

    private static void compare(JsonNode one) {
        float[] logits = floats(one.get("logits"));
        int[] prompt = ints(one.get("prompt_token_ids"));
        int[] output = ints(one.get("output_token_ids"));
        SamplingParams params = params(one.get("params"));
        int[] endings = params.stopTokenIds().stream().mapToInt(i -> i).toArray();
        SequenceSampling sampling = new SequenceSampling(params, 1, 0, endings, prompt);
        int[] tokens = Arrays.copyOf(prompt, prompt.length + output.length);
        System.arraycopy(output, 0, tokens, prompt.length, output.length);
        for (int token : output) {
            sampling.accept(token);
        }
        Sampler sampler = new Sampler(logits.length);
        float[] adjusted = sampler.adjusted(logits, sampling, tokens, prompt.length, tokens.length);
        float[] expected = floats(one.get("logits_after_penalties"));
        for (int i = 0; i < logits.length; i++) {
            if (Float.isInfinite(expected[i])) {
                assertThat(adjusted[i]).as("logit %d", i).isEqualTo(expected[i]);
            } else {
                assertThat(adjusted[i]).as("logit %d", i).isEqualTo(expected[i], within(1e-5f));
            }
        }
        double[] probabilities = sampler.probabilities(params);
        for (int i = 0; i < logits.length; i++) {
            double wanted = one.get("probabilities").get(i).asDouble();
            assertThat(probabilities[i]).as("probability %d", i).isEqualTo(wanted, within(2e-6));
            assertThat(probabilities[i] > 0).as("token %d kept", i).isEqualTo(wanted > 0);
        }
    }

    private static SamplingParams params(JsonNode given) {
        Map<Integer, Float> bias = new HashMap<>();
        given.path("logit_bias")
                .properties()
                .forEach(entry -> bias.put(Integer.valueOf(entry.getKey()), (float)
                        entry.getValue().asDouble()));
        List<List<Integer>> badWords = new ArrayList<>();
        given.path("bad_words_token_ids").forEach(word -> badWords.add(list(word)));
        return SamplingParams.builder()
                .temperature((float) given.path("temperature").asDouble(1))
                .topP((float) given.path("top_p").asDouble(1))
                .topK(given.path("top_k").asInt(0))
                .minP((float) given.path("min_p").asDouble(0))
                .repetitionPenalty((float) given.path("repetition_penalty").asDouble(1))
                .frequencyPenalty((float) given.path("frequency_penalty").asDouble(0))
                .presencePenalty((float) given.path("presence_penalty").asDouble(0))
                .minTokens(given.path("min_tokens").asInt(0))
                .maxTokens(1000)
                .logitBias(bias)
                .allowedTokenIds(list(given.path("allowed_token_ids")))
                .stopTokenIds(list(given.path("stop_token_ids")))
                .badWords(badWords)
                .build();
    }

    private static List<Integer> list(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }

    private static int[] ints(JsonNode array) {
        return list(array).stream().mapToInt(i -> i).toArray();
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).isNull()
                    ? Float.NEGATIVE_INFINITY
                    : (float) array.get(i).asDouble();
        }
        return values;
    }
}

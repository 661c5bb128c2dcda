package dev.octavo.runtime.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.testing.SharedMaterial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        float[] logits = SamplingVectors.floats(one.get("logits"));
        int[] prompt = SamplingVectors.ints(one.get("prompt_token_ids"));
        int[] output = SamplingVectors.ints(one.get("output_token_ids"));
        SamplingParams params = SamplingVectors.params(one.get("params")).build();
        int[] endings = params.stopTokenIds().stream().mapToInt(i -> i).toArray();
        SequenceSampling sampling = new SequenceSampling(params, 1, 0, endings, prompt);
        int[] tokens = Arrays.copyOf(prompt, prompt.length + output.length);
        System.arraycopy(output, 0, tokens, prompt.length, output.length);
        for (int token : output) {
            sampling.accept(token);
        }
        Sampler sampler = new Sampler(logits.length);
        float[] adjusted = sampler.adjusted(logits, sampling, tokens, prompt.length, tokens.length);
        float[] expected = SamplingVectors.floats(one.get("logits_after_penalties"));
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
}

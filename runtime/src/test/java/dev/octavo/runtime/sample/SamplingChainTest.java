package dev.octavo.runtime.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.testing.SharedMaterial;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole chain with all parameters mixed, against float64 (tools/goldens/make_sampling.py). */
class SamplingChainTest {

    private static final float TOLERANCE = 2e-5f;

    static Stream<JsonNode> cases() {
        JsonNode file = JsonMapper.shared()
                .readTree(SharedMaterial.repository()
                        .resolve("runtime/src/test/resources/sampling.json")
                        .toFile());
        return file.get("cases").valueStream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyModeReportsWhatTheReferenceSays(JsonNode one) {
        float[] logits = SamplingVectors.floats(one.get("logits"));
        int[] prompt = SamplingVectors.ints(one.get("prompt_token_ids"));
        int[] output = SamplingVectors.ints(one.get("output_token_ids"));
        int[] tokens = Arrays.copyOf(prompt, prompt.length + output.length);
        System.arraycopy(output, 0, tokens, prompt.length, output.length);
        for (LogprobsMode mode : LogprobsMode.values()) {
            for (int seed = 0; seed < 20; seed++) {
                check(one, logits, prompt, tokens, mode, seed);
            }
        }
    }

    private static void check(JsonNode one, float[] logits, int[] prompt, int[] tokens, LogprobsMode mode, int seed) {
        SamplingParams params = SamplingVectors.params(one.get("params"))
                .logprobsMode(mode)
                .logprobs(-1)
                .build();
        int[] endings = params.stopTokenIds().stream().mapToInt(i -> i).toArray();
        SequenceSampling sampling = new SequenceSampling(params, seed, 0, endings, prompt);
        for (int i = prompt.length; i < tokens.length; i++) {
            sampling.accept(tokens[i]);
        }
        MemorySegment rows = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, logits);
        LogprobLog log = Objects.requireNonNull(params.outputLog(logits.length));
        int token = new Sampler(logits.length).sample(rows, 0, sampling, tokens, prompt.length, tokens.length, log);
        float[] processed = SamplingVectors.floats(one.get("processed_logits"));
        assertThat(processed[token]).as("the token drawn is possible").isGreaterThan(Float.NEGATIVE_INFINITY);
        if (params.isGreedy()) {
            for (float other : processed) {
                assertThat(other).isLessThanOrEqualTo(processed[token]);
            }
        }
        float[] expected = switch (mode) {
            case RAW_LOGITS -> logits;
            case RAW_LOGPROBS -> SamplingVectors.floats(one.get("raw_logprobs"));
            case PROCESSED_LOGITS -> processed;
            case PROCESSED_LOGPROBS -> SamplingVectors.floats(one.get("processed_logprobs"));
        };
        compare(log, token, expected);
    }

    private static void compare(LogprobLog log, int token, float[] expected) {
        equal(log.logprob(0), expected[token]);
        int above = 0;
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < expected.length; i++) {
            above += log.topLogprob(0, i) > log.logprob(0) ? 1 : 0;
            equal(log.topLogprob(0, i), expected[log.topToken(0, i)]);
            assertThat(i == 0 || log.topLogprob(0, i) <= log.topLogprob(0, i - 1))
                    .isTrue();
            seen.add(log.topToken(0, i));
        }
        assertThat(seen).as("every token once").doesNotHaveDuplicates();
        assertThat(log.rank(0)).isEqualTo(above + 1);
    }

    private static void equal(float actual, float expected) {
        if (Float.isInfinite(expected)) {
            assertThat(actual).isEqualTo(expected);
        } else {
            assertThat(actual).isEqualTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
        }
    }
}

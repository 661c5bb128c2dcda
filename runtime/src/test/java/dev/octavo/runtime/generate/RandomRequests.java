package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.LogprobsMode;
import dev.octavo.runtime.sample.RepetitionDetection;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.sample.SamplingParamsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Requests of every kind, many with common prefixes. Each has a seed, so its outputs are determined. */
final class RandomRequests {

    private final Random random;
    private final int vocabulary;
    private final int longestPrompt;
    private final List<int[]> prefixes = new ArrayList<>();
    private final boolean mostlyPlain;

    RandomRequests(long seed, int vocabulary, int longestPrompt) {
        this(seed, vocabulary, longestPrompt, false);
    }

    /** @param mostlyPlain whether few requests need the host for their tokens */
    RandomRequests(long seed, int vocabulary, int longestPrompt, boolean mostlyPlain) {
        this.mostlyPlain = mostlyPlain;
        this.random = new Random(seed);
        this.vocabulary = vocabulary;
        this.longestPrompt = longestPrompt;
        for (int i = 0; i < 3; i++) {
            prefixes.add(random.ints(longestPrompt, 0, vocabulary).toArray());
        }
    }

    GenerationRequest next() {
        Optional<String> salt = random.nextInt(5) == 0 ? Optional.of("tenant" + random.nextInt(2)) : Optional.empty();
        return new GenerationRequest("r" + random.nextInt(), prompt(), sampling(), random.nextInt(3), salt);
    }

    private int[] prompt() {
        int[] prompt =
                random.ints(1 + random.nextInt(longestPrompt), 0, vocabulary).toArray();
        if (random.nextBoolean()) {
            int[] prefix = prefixes.get(random.nextInt(prefixes.size()));
            System.arraycopy(prefix, 0, prompt, 0, random.nextInt(prompt.length + 1));
        }
        return prompt;
    }

    private SamplingParams sampling() {
        int maxTokens = 1 + random.nextInt(24);
        SamplingParamsBuilder params = SamplingParams.builder()
                .maxTokens(maxTokens)
                .seed(random.nextLong())
                .temperature(random.nextBoolean() ? 0 : 0.2f + random.nextFloat())
                .ignoreEos(random.nextBoolean());
        if (random.nextInt(4) == 0) {
            params.n(1 + random.nextInt(4));
        }
        if (random.nextInt(3) == 0) {
            params.minTokens(random.nextInt(maxTokens + 1)).stopTokenIds(List.of(random.nextInt(vocabulary)));
        }
        if (random.nextInt(3) == 0) {
            params.topK(1 + random.nextInt(8))
                    .topP(0.2f + 0.8f * random.nextFloat())
                    .minP(random.nextFloat() * 0.1f);
        }
        if (random.nextInt(6) == 0) {
            params.repetitionDetection(new RepetitionDetection(3, 1, 2));
        }
        if (!mostlyPlain || random.nextInt(12) == 0) {
            needsHost(params);
        }
        return params.build();
    }

    private void needsHost(SamplingParamsBuilder params) {
        if (random.nextInt(3) == 0) {
            params.repetitionPenalty(0.5f + random.nextFloat())
                    .frequencyPenalty(random.nextFloat())
                    .presencePenalty(random.nextFloat());
        }
        if (random.nextInt(4) == 0) {
            params.badWords(List.of(List.of(random.nextInt(vocabulary), random.nextInt(vocabulary))))
                    .logitBias(Map.of(random.nextInt(vocabulary), 3f));
        }
        if (random.nextInt(4) == 0) {
            params.logprobs(random.nextInt(4));
        }
        if (random.nextInt(6) == 0) {
            params.logprobTokenIds(List.of(random.nextInt(vocabulary), random.nextInt(vocabulary)));
        }
        if (random.nextInt(6) == 0) {
            params.logprobsMode(LogprobsMode.PROCESSED_LOGPROBS);
        }
        if (random.nextInt(6) == 0) {
            params.promptLogprobs(random.nextInt(3));
        }
    }
}

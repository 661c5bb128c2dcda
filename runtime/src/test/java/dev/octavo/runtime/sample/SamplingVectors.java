package dev.octavo.runtime.sample;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads vectors of parameters and numbers. */
final class SamplingVectors {

    private SamplingVectors() {}

    static SamplingParamsBuilder params(JsonNode given) {
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
                .badWords(badWords);
    }

    private static List<Integer> list(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }

    static int[] ints(JsonNode array) {
        return list(array).stream().mapToInt(i -> i).toArray();
    }

    static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).isNull()
                    ? Float.NEGATIVE_INFINITY
                    : (float) array.get(i).asDouble();
        }
        return values;
    }
}

package dev.octavo.server.openai;

import dev.octavo.runtime.generate.SamplingDefaults;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.sample.RepetitionDetection;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.sample.SamplingParamsBuilder;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Sampling fields under OpenAI's and vLLM's names. Ranges of plain numbers are checked by {@link SamplingParams} itself. */
final class SamplingReader {

    private final ServedModel model;
    private final RequestLimits limits;

    SamplingReader(ServedModel model, RequestLimits limits) {
        this.model = model;
        this.limits = limits;
    }

    /** Everything but {@code max_tokens} and what concerns log-probabilities. */
    SamplingParamsBuilder read(Fields fields) {
        SamplingDefaults defaults = model.defaults();
        SamplingParamsBuilder out = SamplingParams.builder()
                .n(choices(fields))
                .temperature(number(fields, "temperature", defaults.temperature(), 1))
                .topP(number(fields, "top_p", defaults.topP(), 1))
                .topK(fields.integer("top_k").orElse(defaults.topK().orElse(0)))
                .minP(number(fields, "min_p", defaults.minP(), 0))
                .repetitionPenalty(number(fields, "repetition_penalty", defaults.repetitionPenalty(), 1))
                .frequencyPenalty(number(fields, "frequency_penalty", OptionalDouble.empty(), 0))
                .presencePenalty(number(fields, "presence_penalty", OptionalDouble.empty(), 0))
                .logitBias(logitBias(fields))
                .allowedTokenIds(allowedTokenIds(fields))
                .badWords(badWords(fields))
                .stop(stops(fields))
                .stopTokenIds(tokenIds(fields, "stop_token_ids", limits.maxListEntries()))
                .includeStopInOutput(fields.flag("include_stop_str_in_output", false))
                .ignoreEos(fields.flag("ignore_eos", false))
                .minTokens(fields.integer("min_tokens").orElse(0))
                .skipSpecialTokens(fields.flag("skip_special_tokens", true))
                .spacesBetweenSpecialTokens(fields.flag("spaces_between_special_tokens", true));
        fields.object("repetition_detection").map(SamplingReader::repetition).ifPresent(out::repetitionDetection);
        OptionalLong seed = fields.longInteger("seed");
        if (seed.isPresent() && seed.getAsLong() != -1) {
            out.seed(seed.getAsLong());
        }
        return out;
    }

    private static RepetitionDetection repetition(Fields fields) {
        return new RepetitionDetection(
                fields.integer("max_pattern_size").orElse(0),
                fields.integer("min_pattern_size").orElse(0),
                fields.integer("min_count").orElse(0));
    }

    /** Reads {@code logprob_token_ids}; returns how many there are. */
    int listLogprobs(Fields fields, SamplingParamsBuilder out) {
        String name = "logprob_token_ids";
        List<Integer> ids = tokenIds(fields, name, SamplingParams.MAX_LOGPROB_TOKEN_IDS);
        if (ids.isEmpty() && fields.has(name)) {
            throw ApiException.badField(name, name + " must not be empty.");
        }
        boolean wanted = fields.node("logprobs")
                .filter(node -> !node.isBoolean() || node.booleanValue())
                .isPresent();
        if (!ids.isEmpty() && !wanted) {
            throw ApiException.badField(name, name + " needs logprobs to be set.");
        }
        out.logprobTokenIds(ids);
        return ids.size();
    }

    int choices(Fields fields) {
        return fields.integer("n", 1, SamplingParams.MAX_N).orElse(1);
    }

    private static float number(Fields fields, String name, OptionalDouble byModel, double otherwise) {
        return (float) fields.number(name).orElse(byModel.orElse(otherwise));
    }

    private List<String> stops(Fields fields) {
        List<String> stops = fields.texts("stop", limits.maxStops());
        for (String stop : stops) {
            requireLength(stop, fields.path("stop"));
        }
        return stops;
    }

    private void requireLength(String text, String path) {
        if (text.isEmpty() || text.length() > limits.maxStopChars()) {
            throw ApiException.badField(
                    path, path + " must consist of texts of 1 to " + limits.maxStopChars() + " characters.");
        }
    }

    private List<Integer> allowedTokenIds(Fields fields) {
        List<Integer> ids = tokenIds(fields, "allowed_token_ids", model.vocabularySize());
        if (ids.isEmpty() && fields.has("allowed_token_ids")) {
            throw ApiException.badField("allowed_token_ids", "allowed_token_ids must not be empty.");
        }
        return ids;
    }

    private List<Integer> tokenIds(Fields fields, String name, int max) {
        List<Integer> out = new ArrayList<>();
        for (JsonNode element : fields.list(name, "a list of token ids", max)) {
            out.add(tokenId(element, fields.path(name) + "[" + out.size() + "]"));
        }
        return out;
    }

    private int tokenId(JsonNode node, String path) {
        return requireInVocabulary(Fields.integer(node, path), path, model);
    }

    static int requireInVocabulary(int id, String path, ServedModel model) {
        if (id < 0 || id >= model.vocabularySize()) {
            throw ApiException.badField(
                    path,
                    path + " is token id " + id + ", which is out of the vocabulary of " + model.vocabularySize()
                            + " tokens.");
        }
        return id;
    }

    private Map<Integer, Float> logitBias(Fields fields) {
        JsonNode node = fields.node("logit_bias").orElse(null);
        if (node == null) {
            return Map.of();
        }
        String path = fields.path("logit_bias");
        if (!node.isObject()) {
            throw Fields.wrongType(path, "an object of token ids and numbers", node);
        }
        if (node.size() > limits.maxListEntries()) {
            throw ApiException.badField(path, path + " may have at most " + limits.maxListEntries() + " entries.");
        }
        Map<Integer, Float> out = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            int id = requireInVocabulary(biasKey(entry.getKey(), path), path, model);
            double bias = Fields.number(entry.getValue(), path + "." + id);
            out.put(id, (float) Math.clamp(bias, -100, 100));
        }
        return out;
    }

    private static int biasKey(String key, String path) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw ApiException.badField(path, path + " must have token ids as its names.");
        }
    }

    /** Each word as it starts a text and, where that is one more way to write it, as it follows a space. */
    private List<List<Integer>> badWords(Fields fields) {
        Tokenizer tokenizer = model.tokenizer();
        List<List<Integer>> out = new ArrayList<>();
        for (String word : fields.texts("bad_words", limits.maxListEntries())) {
            requireLength(word, fields.path("bad_words"));
            String bare = word.stripLeading();
            int[] first = tokenizer.encode(bare, false);
            int[] spaced = tokenizer.encode(" " + bare, false);
            if (first.length == 0) {
                throw ApiException.badField(fields.path("bad_words"), "bad_words must not contain blank texts.");
            }
            out.add(boxed(first));
            if (spaced.length == first.length && spaced[0] != first[0]) {
                out.add(boxed(spaced));
            }
        }
        return out;
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}

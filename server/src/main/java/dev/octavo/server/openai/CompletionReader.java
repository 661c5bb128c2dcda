package dev.octavo.server.openai;

import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Reads requests to {@code /v1/completions}. */
final class CompletionReader {

    private static final String EXPECTED = "a string, a list of strings, a list of token ids, or a list of such lists";

    private final CommonReader common;

    CompletionReader(CommonReader common) {
        this.common = common;
    }

    CompletionRequest read(Fields fields) {
        refuseSuffix(fields);
        AcceptedFields.check(fields);
        boolean echo = fields.flag("echo", false);
        OptionalInt maxTokens = fields.integer("max_tokens", echo ? 0 : 1, Integer.MAX_VALUE);
        OptionalInt logprobs = common.logprobs().count(fields, "logprobs");
        CommonRequest shared = common.read(fields, maxTokens, true);
        boolean promptOnly = maxTokens.isPresent() && maxTokens.getAsInt() == 0;
        logprobs.ifPresent(shared.sampling()::logprobs);
        if (echo && logprobs.isPresent()) {
            shared.sampling().promptLogprobs(Math.max(logprobs.getAsInt(), shared.promptLogprobs()));
        }
        if (promptOnly && shared.listedLogprobs() > 0) {
            throw ApiException.badField(
                    "logprob_token_ids", "logprob_token_ids concerns generated tokens, but max_tokens is 0.");
        }
        int bestOf = fields.integer("best_of").orElse(shared.n());
        if (bestOf != shared.n()) {
            throw ApiException.badField("best_of", "best_of is not supported, unless it equals n.");
        }
        List<PromptInput> prompts = prompts(fields);
        if ((long) prompts.size() * shared.n() > common.limits().maxChoices()) {
            throw ApiException.badField(
                    "n",
                    "prompts times n may be at most " + common.limits().maxChoices() + ", but is "
                            + (long) prompts.size() * shared.n() + ".");
        }
        OptionalInt reported = shared.listedLogprobs() > 0 ? OptionalInt.of(shared.listedLogprobs()) : logprobs;
        return new CompletionRequest(shared, prompts, echo, promptOnly, reported);
    }

    private static void refuseSuffix(Fields fields) {
        if (fields.text("suffix").filter(s -> !s.isEmpty()).isPresent()) {
            throw ApiException.badField(
                    "suffix",
                    "suffix is not supported: put the text that follows into the prompt and leave suffix out.");
        }
    }

    private List<PromptInput> prompts(Fields fields) {
        String path = fields.path("prompt");
        JsonNode prompt = fields.node("prompt")
                .orElseThrow(() -> ApiException.badField(path, path + " is required: " + EXPECTED + "."));
        if (prompt.isString()) {
            return List.of(new PromptInput.Text(path, Fields.text(prompt, path)));
        }
        if (!prompt.isArray()) {
            throw Fields.wrongType(path, EXPECTED, prompt);
        }
        if (prompt.isEmpty()) {
            throw ApiException.badField(path, path + " must not be empty.");
        }
        if (prompt.get(0).isNumber()) {
            return List.of(tokens(prompt, path));
        }
        if (prompt.size() > common.limits().maxPrompts()) {
            throw ApiException.badField(
                    path, path + " may hold at most " + common.limits().maxPrompts() + " prompts.");
        }
        List<PromptInput> out = new ArrayList<>();
        for (JsonNode element : prompt.values()) {
            String at = path + "[" + out.size() + "]";
            out.add(element.isString() ? new PromptInput.Text(at, Fields.text(element, at)) : tokens(element, at));
        }
        return out;
    }

    private PromptInput tokens(JsonNode list, String path) {
        if (!list.isArray()) {
            throw Fields.wrongType(path, "a list of token ids", list);
        }
        if (list.isEmpty()) {
            throw ApiException.badField(path, path + " must not be empty.");
        }
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            String at = path + "[" + i + "]";
            ids[i] = SamplingReader.requireInVocabulary(Fields.integer(list.get(i), at), at, common.model());
        }
        return new PromptInput.Tokens(path, ids);
    }
}

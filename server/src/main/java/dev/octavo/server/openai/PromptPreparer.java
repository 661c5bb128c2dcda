package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.server.protocol.ApiException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** From a prompt as given to tokens that fit: tokenising, cutting where asked for, and the check against the model's length. */
final class PromptPreparer {

    private final ServedModel model;

    PromptPreparer(ServedModel model) {
        this.model = model;
    }

    /**
     * The prompt's tokens and the room for its answer.
     *
     * @param otherwise tokens of an answer for which the request states none; the rest of the context if empty
     */
    Prompt prepare(PromptInput input, CommonRequest request, OptionalInt otherwise) {
        Optional<String> text = Optional.empty();
        int[] ids = switch (input) {
            case PromptInput.Text given -> {
                text = Optional.of(given.text());
                yield model.tokenizer().encode(given.text(), request.addSpecialTokens());
            }
            case PromptInput.Tokens given -> given.ids();
        };
        if (ids.length == 0) {
            throw ApiException.badField(input.path(), input.path() + " is empty: there is nothing to continue.");
        }
        int[] kept = cut(ids, request);
        OptionalInt asked = request.maxTokens();
        check(kept.length, asked, input.path());
        int room = model.maxModelLength() - kept.length;
        int answer = Math.max(1, asked.orElse(Math.min(room, otherwise.orElse(room))));
        int limit = model.defaults().maxTokens().orElse(answer);
        return new Prompt(kept, kept.length == ids.length ? text : Optional.empty(), Math.min(answer, limit));
    }

    private int[] cut(int[] ids, CommonRequest request) {
        OptionalInt wanted = request.truncation().tokens();
        if (wanted.isEmpty()) {
            return ids;
        }
        int room = model.maxModelLength() - Math.max(1, request.maxTokens().orElse(1));
        int most = wanted.getAsInt() == -1 ? Math.max(1, room) : wanted.getAsInt();
        if (most > model.maxModelLength()) {
            throw ApiException.badField(
                    "truncate_prompt_tokens",
                    "truncate_prompt_tokens is " + most + ", above the model's length of " + model.maxModelLength()
                            + ".");
        }
        if (ids.length <= most) {
            return ids;
        }
        return request.truncation().keepStart()
                ? Arrays.copyOf(ids, most)
                : Arrays.copyOfRange(ids, ids.length - most, ids.length);
    }

    private void check(int length, OptionalInt asked, String path) {
        int most = model.maxModelLength();
        if (length >= most) {
            throw ApiException.contextLength(
                    path,
                    "This model's maximum context length is " + most + " tokens. However, your request has " + length
                            + " input tokens. Please reduce the length of the input messages.");
        }
        if (asked.isPresent() && (long) length + asked.getAsInt() > most) {
            throw ApiException.contextLength(
                    path,
                    "This model's maximum context length is " + most + " tokens. However, your request has " + length
                            + " input tokens and asks for " + asked.getAsInt() + " output tokens (" + asked.getAsInt()
                            + " > " + most + " - " + length
                            + "). Please reduce the length of the input or max_tokens.");
        }
    }
}

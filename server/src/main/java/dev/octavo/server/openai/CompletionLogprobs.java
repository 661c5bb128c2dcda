package dev.octavo.server.openai;

import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.protocol.JsonWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Log-probabilities in the form of {@code /v1/completions}: four lists of one entry for each token. */
final class CompletionLogprobs {

    private final TokenText text;
    private final int alternatives;

    /** @param alternatives how many the request asked for */
    CompletionLogprobs(TokenText text, int alternatives) {
        this.text = text;
        this.alternatives = alternatives;
    }

    /**
     * Writes the object.
     *
     * @param ids the tokens
     * @param logprobs one for each; empty where there is none, as for the first token of a prompt
     * @param offset where the first token begins, in characters of the choice's text
     */
    void write(JsonWriter out, int[] ids, List<Optional<TokenLogprob>> logprobs, int offset) {
        out.beginObject().name("text_offset").beginArray();
        int at = offset;
        for (int id : ids) {
            out.value(at);
            String token = text.of(id);
            at += token.codePointCount(0, token.length());
        }
        out.endArray().name("token_logprobs").beginArray();
        for (int i = 0; i < ids.length; i++) {
            Optional<TokenLogprob> logprob = at(logprobs, i);
            if (logprob.isPresent()) {
                out.value(logprob.get().logprob());
            } else {
                out.nullValue();
            }
        }
        out.endArray().name("tokens").beginArray();
        for (int id : ids) {
            out.value(text.of(id));
        }
        out.endArray().name("top_logprobs").beginArray();
        for (int i = 0; i < ids.length; i++) {
            top(out, at(logprobs, i));
        }
        out.endArray().endObject();
    }

    private static Optional<TokenLogprob> at(List<Optional<TokenLogprob>> logprobs, int index) {
        return index < logprobs.size() ? logprobs.get(index) : Optional.empty();
    }

    /**
     * The token itself and its rivals: up to one more than was asked for, as in OpenAI's API. Of tokens with the same text, such as parts of characters, only the first is told,
     * since an object has each name once.
     */
    private void top(JsonWriter out, Optional<TokenLogprob> logprob) {
        if (logprob.isEmpty()) {
            out.nullValue();
            return;
        }
        TokenLogprob own = logprob.get();
        out.beginObject();
        Set<String> told = new HashSet<>();
        String name = text.of(own.tokenId());
        told.add(name);
        out.name(name).value(own.logprob());
        own.top().stream().limit(alternatives).forEach(rival -> {
            String other = text.of(rival.tokenId());
            if (told.add(other)) {
                out.name(other).value(rival.logprob());
            }
        });
        out.endObject();
    }
}

package dev.octavo.server.openai;

import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.protocol.JsonWriter;
import java.util.List;

/** Log-probabilities in the form of {@code /v1/chat/completions}: a list of tokens with their bytes and rivals. */
final class ChatLogprobs {

    private final TokenText text;
    private final int alternatives;

    /** @param alternatives how many the request asked for */
    ChatLogprobs(TokenText text, int alternatives) {
        this.text = text;
        this.alternatives = alternatives;
    }

    void write(JsonWriter out, List<TokenLogprob> logprobs) {
        out.beginObject().name("content").beginArray();
        for (TokenLogprob logprob : logprobs) {
            out.beginObject();
            token(out, logprob.tokenId(), logprob.logprob());
            out.name("top_logprobs").beginArray();
            logprob.top().stream().limit(alternatives).forEach(rival -> {
                out.beginObject();
                token(out, rival.tokenId(), rival.logprob());
                out.endObject();
            });
            out.endArray().endObject();
        }
        out.endArray().endObject();
    }

    private void token(JsonWriter out, int id, float logprob) {
        out.name("token")
                .value(text.of(id))
                .name("logprob")
                .value(logprob)
                .name("bytes")
                .beginArray();
        for (byte b : text.bytes(id)) {
            out.value(b & 0xff);
        }
        out.endArray();
    }
}

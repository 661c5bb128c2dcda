package dev.octavo.server.openai;

import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.protocol.JsonWriter;
import java.util.List;
import java.util.Optional;

/** vLLM's {@code prompt_logprobs}: for each prompt token null, or an object by token id. */
final class PromptLogprobs {

    private PromptLogprobs() {}

    static void write(JsonWriter out, List<Optional<TokenLogprob>> logprobs, TokenText text, int alternatives) {
        out.beginArray();
        for (Optional<TokenLogprob> logprob : logprobs) {
            if (logprob.isEmpty()) {
                out.nullValue();
                continue;
            }
            TokenLogprob own = logprob.get();
            out.beginObject();
            entry(out, own.tokenId(), own.logprob(), own.rank(), text);
            for (int i = 0; i < Math.min(alternatives, own.top().size()); i++) {
                TokenLogprob.Alternative rival = own.top().get(i);
                if (rival.tokenId() != own.tokenId()) {
                    entry(out, rival.tokenId(), rival.logprob(), i + 1, text);
                }
            }
            out.endObject();
        }
        out.endArray();
    }

    private static void entry(JsonWriter out, int id, float logprob, int rank, TokenText text) {
        out.name(Integer.toString(id)).beginObject();
        out.name("logprob").value(logprob);
        out.name("rank").value(rank);
        out.name("decoded_token").value(text.of(id));
        out.endObject();
    }
}

package dev.octavo.server.responses;

import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.server.protocol.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the one message of an answer and its only part. */
final class OutputItem {

    private final String id;
    private final Tokenizer tokenizer;
    private final int alternatives;

    /** @param alternatives log-probabilities told for each token beside its own */
    OutputItem(String id, Tokenizer tokenizer, int alternatives) {
        this.id = id;
        this.tokenizer = tokenizer;
        this.alternatives = alternatives;
    }

    String id() {
        return id;
    }

    void write(JsonWriter out, ResponseOutput output, String status) {
        open(out, status);
        part(out, output.text(), output.logprobs());
        out.endArray().endObject();
    }

    /** The message before anything is said. */
    void writeEmpty(JsonWriter out) {
        open(out, "in_progress");
        out.endArray().endObject();
    }

    private void open(JsonWriter out, String status) {
        out.beginObject().name("id").value(id);
        out.name("type").value("message");
        out.name("status").value(status);
        out.name("role").value("assistant");
        out.name("content").beginArray();
    }

    void part(JsonWriter out, String text, List<TokenLogprob> logprobs) {
        out.beginObject().name("type").value("output_text");
        out.name("annotations").beginArray().endArray();
        out.name("logprobs");
        logprobs(out, logprobs);
        out.name("text").value(text);
        out.endObject();
    }

    void logprobs(JsonWriter out, List<TokenLogprob> logprobs) {
        out.beginArray();
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
        out.endArray();
    }

    private void token(JsonWriter out, int id, float logprob) {
        byte[] bytes = tokenizer.tokenBytes(id);
        out.name("token").value(new String(bytes, StandardCharsets.UTF_8));
        out.name("logprob").value(logprob);
        out.name("bytes").beginArray();
        for (byte b : bytes) {
            out.value(b & 0xff);
        }
        out.endArray();
    }
}

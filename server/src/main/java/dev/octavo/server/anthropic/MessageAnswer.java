package dev.octavo.server.anthropic;

import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.server.protocol.JsonWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer of {@code /v1/messages} as it grows, and how its parts are written. */
final class MessageAnswer {

    private final String id;
    private final String model;
    private final StringBuilder text = new StringBuilder();
    private Optional<FinishReason> finish = Optional.empty();
    private Optional<StopReason> stop = Optional.empty();

    MessageAnswer(String id, String model) {
        this.id = id;
        this.model = model;
    }

    void add(GenerationChunk chunk) {
        text.append(chunk.text());
        if (chunk.finish().isPresent()) {
            finish = chunk.finish();
            stop = chunk.stopReason();
        }
    }

    /** The message: with its text, or, while {@code usage} is not final, without. */
    void write(JsonWriter out, boolean whole, int inputTokens, int outputTokens, int cachedTokens) {
        out.beginObject().name("id").value(id);
        out.name("type").value("message");
        out.name("role").value("assistant");
        out.name("model").value(model);
        out.name("content").beginArray();
        if (whole) {
            out.beginObject().name("type").value("text");
            out.name("text").value(text.toString()).endObject();
        }
        out.endArray();
        writeStop(out, whole);
        out.name("usage");
        writeUsage(out, inputTokens, outputTokens, cachedTokens);
        out.endObject();
    }

    /** The members {@code stop_reason} and {@code stop_sequence}. */
    void writeStop(JsonWriter out, boolean known) {
        out.name("stop_reason").value(known ? reason() : null);
        out.name("stop_sequence").value(known ? sequence() : null);
    }

    static void writeUsage(JsonWriter out, int inputTokens, int outputTokens, int cachedTokens) {
        out.beginObject().name("input_tokens").value(inputTokens - cachedTokens);
        out.name("cache_creation_input_tokens").value(0);
        out.name("cache_read_input_tokens").value(cachedTokens);
        out.name("output_tokens").value(outputTokens);
        out.endObject();
    }

    private String reason() {
        if (finish.orElse(FinishReason.ABORT) == FinishReason.LENGTH) {
            return "max_tokens";
        }
        return sequence() == null ? "end_turn" : "stop_sequence";
    }

    private @Nullable String sequence() {
        return stop.orElse(null) instanceof StopReason.Text met ? met.text() : null;
    }
}

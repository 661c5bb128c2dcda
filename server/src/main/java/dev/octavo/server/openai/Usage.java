package dev.octavo.server.openai;

import dev.octavo.server.protocol.JsonWriter;
import java.util.OptionalInt;

/**
 * What an answer took.
 *
 * @param promptTokens tokens of all prompts
 * @param completionTokens tokens of all choices
 * @param cachedTokens prompt tokens from the prefix cache, where that is told
 */
record Usage(int promptTokens, int completionTokens, OptionalInt cachedTokens) {

    void write(JsonWriter out) {
        out.beginObject();
        out.name("prompt_tokens").value(promptTokens);
        out.name("total_tokens").value((long) promptTokens + completionTokens);
        out.name("completion_tokens").value(completionTokens);
        if (cachedTokens.isPresent()) {
            out.name("prompt_tokens_details").beginObject();
            out.name("cached_tokens").value(cachedTokens.getAsInt()).endObject();
        }
        out.endObject();
    }
}

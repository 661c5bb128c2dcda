package dev.octavo.server.responses;

import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.PreparedChat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes the object {@code response}, in any state of the answer. */
final class ResponseObject {

    private final String id;
    private final long created;
    private final String model;
    private final ResponseRequest request;
    private final PreparedChat chat;
    private final OutputItem item;

    ResponseObject(String id, String model, ResponseRequest request, PreparedChat chat, OutputItem item) {
        this.id = id;
        this.created = System.currentTimeMillis() / 1000;
        this.model = model;
        this.request = request;
        this.chat = chat;
        this.item = item;
    }

    /** The answer before anything is said. */
    void pending(JsonWriter out, String status) {
        write(out, status, null, null, Optional.empty());
    }

    /** The answer at its end. */
    void ended(JsonWriter out, ResponseOutput output, GenerationUsage usage) {
        write(out, output.status(), output, usage, Optional.empty());
    }

    /** The answer that broke off. */
    void failed(JsonWriter out, ResponseOutput output, ApiException error) {
        write(out, "failed", output, null, Optional.of(error));
    }

    private void write(
            JsonWriter out,
            String status,
            @Nullable ResponseOutput output,
            @Nullable GenerationUsage usage,
            Optional<ApiException> error) {
        SamplingParams sampling = chat.sampling();
        out.beginObject();
        out.name("id").value(id);
        out.name("object").value("response");
        out.name("created_at").value(created);
        out.name("status").value(status);
        out.name("background").value(request.background());
        out.name("error");
        error(out, error);
        out.name("incomplete_details");
        incomplete(out, status);
        given(out, "instructions", "null");
        given(out, "max_output_tokens", "null");
        given(out, "max_tool_calls", "null");
        given(out, "metadata", "{}");
        out.name("model").value(model);
        out.name("output").beginArray();
        if (output != null) {
            item.write(out, output, output.itemStatus());
        }
        out.endArray();
        given(out, "parallel_tool_calls", "true");
        given(out, "previous_response_id", "null");
        given(out, "prompt_cache_key", "null");
        given(out, "reasoning", "null");
        given(out, "safety_identifier", "null");
        given(out, "service_tier", "\"auto\"");
        out.name("store").value(request.store());
        out.name("temperature").value(sampling.temperature());
        given(out, "text", "{\"format\":{\"type\":\"text\"}}");
        given(out, "tool_choice", "\"auto\"");
        out.name("tools").beginArray().endArray();
        out.name("top_logprobs").value(request.topLogprobs());
        out.name("top_p").value(sampling.topP());
        given(out, "truncation", "\"disabled\"");
        out.name("usage");
        usage(out, usage);
        given(out, "user", "null");
        if (request.rawMessages() && output != null) {
            raw(out, "input_messages", chat.promptText(), chat.promptIds());
            raw(out, "output_messages", output.text(), output.ids());
        }
        out.endObject();
    }

    private void given(JsonWriter out, String name, String otherwise) {
        JsonNode node = request.members().get(name);
        out.name(name);
        if (node == null || node.isNull()) {
            out.json(otherwise);
        } else {
            out.json(node);
        }
    }

    private static void error(JsonWriter out, Optional<ApiException> error) {
        if (error.isEmpty()) {
            out.nullValue();
            return;
        }
        String code = error.get().status() == 429 ? "rate_limit_exceeded" : "server_error";
        out.beginObject().name("code").value(code);
        out.name("message").value(error.get().text()).endObject();
    }

    private static void incomplete(JsonWriter out, String status) {
        if (status.equals("incomplete")) {
            out.beginObject().name("reason").value("max_output_tokens").endObject();
        } else {
            out.nullValue();
        }
    }

    private static void usage(JsonWriter out, @Nullable GenerationUsage usage) {
        if (usage == null) {
            out.nullValue();
            return;
        }
        out.beginObject().name("input_tokens").value(usage.promptTokens());
        out.name("input_tokens_details").beginObject();
        out.name("cached_tokens").value(usage.cachedTokens());
        out.name("cache_write_tokens").value(0).endObject();
        out.name("output_tokens").value(usage.completionTokens());
        out.name("output_tokens_details").beginObject();
        out.name("reasoning_tokens").value(0).endObject();
        out.name("total_tokens").value((long) usage.promptTokens() + usage.completionTokens());
        out.endObject();
    }

    private static void raw(JsonWriter out, String name, String text, int[] ids) {
        out.name(name).beginArray().beginObject();
        out.name("type").value("raw_message_tokens");
        out.name("message").value(text);
        out.name("tokens").values(ids);
        out.endObject().endArray();
    }
}

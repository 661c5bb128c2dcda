package dev.octavo.server.openai;

import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.RequestJson;
import java.util.List;

/**
 * {@code POST /v1/completions/render} and {@code POST /v1/chat/completions/render}: the request as {@code /inference/v1/generate} takes it, tokens and all, without running it.
 */
final class RenderRoutes {

    private final RequestJson json;
    private final CompletionReader completions;
    private final ChatReader chats;
    private final ChatPrompts prompts;
    private final PromptPreparer preparer;
    private final Generating generating;

    RenderRoutes(
            RequestJson json,
            CompletionReader completions,
            ChatReader chats,
            ChatPrompts prompts,
            PromptPreparer preparer,
            Generating generating) {
        this.json = json;
        this.completions = completions;
        this.chats = chats;
        this.prompts = prompts;
        this.preparer = preparer;
        this.generating = generating;
    }

    /** One object. */
    void chat(Exchange exchange) throws ClientGoneException {
        Fields fields = json.parse(exchange.request().body());
        ChatRequest request = chats.read(fields);
        JsonWriter out = new JsonWriter();
        write(out, "chatcmpl-", exchange, fields, request.common(), prompts.of(request));
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    /** A list of one object per prompt. */
    void completion(Exchange exchange) throws ClientGoneException {
        Fields fields = json.parse(exchange.request().body());
        CompletionRequest request = completions.read(fields);
        JsonWriter out = new JsonWriter();
        out.beginArray();
        for (PromptInput input : request.prompts()) {
            exchange.requirePresent();
            Prompt prompt = preparer.prepare(input, request.common(), CompletionRoute.DEFAULT_MAX_TOKENS);
            write(out, "cmpl-", exchange, fields, request.common(), prompt);
        }
        exchange.respond(HttpResponse.json(200, out.endArray().toByteArray()));
    }

    private void write(
            JsonWriter out, String prefix, Exchange exchange, Fields fields, CommonRequest common, Prompt prompt) {
        out.beginObject();
        out.name("request_id")
                .value(prefix + common.requestId().orElse(exchange.request().id()));
        out.name("token_ids").values(prompt.ids());
        out.name("sampling_params");
        SamplingParams params = common.sampling().maxTokens(prompt.maxTokens()).build();
        SamplingParamsWriter.write(out, params, fields);
        out.name("model").value(generating.engine().model().name());
        out.name("stream").value(common.streaming().stream());
        out.name("stream_options");
        if (common.streaming().stream() && common.streaming().usage()) {
            out.beginObject().name("include_usage").value(true).endObject();
        } else {
            out.nullValue();
        }
        out.name("cache_salt").value(common.cacheSalt().orElse(null));
        out.name("priority").value(common.priority());
        List.of("features", "kv_transfer_params").forEach(name -> out.name(name).nullValue());
        out.endObject();
    }
}

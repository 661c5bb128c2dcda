package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.RequestJson;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** {@code POST /tokenize} and {@code POST /detokenize}. */
final class TokenizeRoutes {

    private final RequestJson json;
    private final ChatReader chats;
    private final PromptRenderer renderer;
    private final ServedModel model;
    private final RequestLimits limits;

    TokenizeRoutes(
            RequestJson json, ChatReader chats, PromptRenderer renderer, ServedModel model, RequestLimits limits) {
        this.json = json;
        this.chats = chats;
        this.renderer = renderer;
        this.model = model;
        this.limits = limits;
    }

    /** Text, or messages by the chat template, to tokens. */
    void tokenize(Exchange exchange) throws ClientGoneException {
        Fields fields = json.parse(exchange.request().body());
        requireModel(fields);
        boolean chat = fields.has("messages");
        if (chat == fields.has("prompt")) {
            throw ApiException.badField("prompt", "Exactly one of prompt and messages is required.");
        }
        String text = chat
                ? renderer.render(chats.conversation(fields))
                : fields.text("prompt").orElseThrow();
        Tokenizer tokenizer = model.tokenizer();
        int[] ids = tokenizer.encode(text, fields.flag("add_special_tokens", !chat));
        JsonWriter out = new JsonWriter();
        out.beginObject().name("count").value(ids.length);
        out.name("max_model_len").value(model.maxModelLength());
        out.name("tokens").values(ids);
        out.name("token_strs");
        if (fields.flag("return_token_strs", false)) {
            out.beginArray();
            for (int id : ids) {
                out.value(tokenizer.token(id));
            }
            out.endArray();
        } else {
            out.nullValue();
        }
        exchange.respond(HttpResponse.json(200, out.endObject().toByteArray()));
    }

    /** Tokens to text. */
    void detokenize(Exchange exchange) throws ClientGoneException {
        Fields fields = json.parse(exchange.request().body());
        requireModel(fields);
        if (!fields.has("tokens")) {
            throw ApiException.badField("tokens", "tokens is required: a list of token ids.");
        }
        List<JsonNode> nodes = fields.list("tokens", "a list of token ids", limits.maxJsonTokens());
        int[] ids = new int[nodes.size()];
        for (int i = 0; i < ids.length; i++) {
            String path = "tokens[" + i + "]";
            ids[i] = SamplingReader.requireInVocabulary(Fields.integer(nodes.get(i), path), path, model);
        }
        JsonWriter out = new JsonWriter();
        out.beginObject().name("prompt").value(model.tokenizer().decode(ids, false));
        exchange.respond(HttpResponse.json(200, out.endObject().toByteArray()));
    }

    private void requireModel(Fields fields) {
        fields.text("model")
                .filter(n -> !n.isEmpty() && !model.names().contains(n))
                .ifPresent(n -> {
                    throw ApiException.noSuchModel(n);
                });
    }
}

package dev.octavo.server.openai;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.RequestJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/chat/completions/batch}: {@code messages} is a list of conversations, all other fields hold for each of them; one choice per conversation, in their order. */
final class BatchChatRoute implements HttpHandler {

    private final RequestJson json;
    private final ChatReader reader;
    private final ChatPrompts prompts;
    private final Generating generating;
    private final ServerConfig config;

    BatchChatRoute(
            RequestJson json, ChatReader reader, ChatPrompts prompts, Generating generating, ServerConfig config) {
        this.json = json;
        this.reader = reader;
        this.prompts = prompts;
        this.generating = generating;
        this.config = config;
    }

    @Override
    public void handle(Exchange exchange) throws ClientGoneException, InterruptedException {
        Fields fields = json.parse(exchange.request().body());
        refuse(fields);
        List<JsonNode> conversations = fields.list(
                "messages", "a list of conversations", config.requestLimits().maxPrompts());
        if (conversations.isEmpty()) {
            throw ApiException.badField("messages", "messages is required: a list of conversations.");
        }
        List<ChatFormat> formats = new ArrayList<>();
        ChatRequest first = first(fields, conversations.getFirst());
        for (int i = 0; i < conversations.size(); i++) {
            exchange.requirePresent();
            String path = "messages[" + i + "]";
            formats.add(format(i == 0 ? first : reader.another(first, conversations.get(i), path), path));
        }
        CommonRequest common = formats.getFirst().request().common();
        AnswerHead head = generating.head("chatcmpl-", "chat.completion", common, exchange);
        List<Prompt> all = formats.stream().map(ChatFormat::prompt).toList();
        generating.run(exchange, head, common, all, group -> collect(formats, head, group), (group, events) -> {
            throw new IllegalStateException("batches are not streamed");
        });
    }

    private static void refuse(Fields fields) {
        if (fields.flag("stream", false)) {
            throw ApiException.badField("stream", "stream must be false here; use /v1/chat/completions to stream.");
        }
        if (fields.integer("n").orElse(1) != 1) {
            throw ApiException.badField("n", "n must be 1 here: every conversation gets one choice.");
        }
    }

    /** The request of the first conversation; what else there is besides messages is read here, once for all of them. */
    private ChatRequest first(Fields fields, JsonNode conversation) {
        ObjectNode single = JsonNodeFactory.instance.objectNode();
        single.setAll(fields.members());
        single.set("messages", conversation);
        try {
            return reader.read(Fields.root(single));
        } catch (ApiException e) {
            throw e.inside("messages", "messages[0]");
        }
    }

    private ChatFormat format(ChatRequest request, String path) {
        TokenText text = new TokenText(
                generating.engine().model().tokenizer(), request.common().tokensAsIds());
        try {
            return new ChatFormat(request, prompts.of(request), text, config.responseRole());
        } catch (ApiException e) {
            throw e.inside("messages", path);
        }
    }

    private byte[] collect(List<ChatFormat> formats, AnswerHead head, GenerationGroup group)
            throws ClientGoneException, InterruptedException {
        List<Choice> choices = new ArrayList<>();
        formats.forEach(format -> choices.add(new Choice()));
        group.read((prompt, chunk) -> choices.get(prompt).add(chunk));
        JsonWriter out = new JsonWriter();
        head.writeWhole(out);
        out.name("choices").beginArray();
        for (int i = 0; i < choices.size(); i++) {
            ChatAnswer.choice(out, formats.get(i), i, choices.get(i));
        }
        out.endArray().name("usage");
        new UsageCounter(formats.size(), config.promptTokensDetails(), false)
                .total(group)
                .write(out);
        return out.endObject().toByteArray();
    }
}

package dev.octavo.server.anthropic;

import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.ChatEngine;
import dev.octavo.server.protocol.ChatRun;
import dev.octavo.server.protocol.Client;
import dev.octavo.server.protocol.EventStream;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.PreparedChat;
import dev.octavo.server.protocol.RequestJson;

/** {@code POST /v1/messages} and {@code POST /v1/messages/count_tokens}. */
public final class MessagesRoutes {

    private final RequestJson json;
    private final ChatEngine engine;

    /** @param json parses bodies */
    public MessagesRoutes(RequestJson json, ChatEngine engine) {
        this.json = json;
        this.engine = engine;
    }

    /** {@code POST /v1/messages}. */
    public void create(Exchange exchange) throws ClientGoneException, InterruptedException {
        Fields fields = json.parse(exchange.request().body());
        boolean stream = fields.flag("stream", false);
        PreparedChat chat = prepare(MessagesReader.read(fields, false));
        exchange.requirePresent();
        String id = "msg_" + exchange.request().id();
        MessageAnswer answer = new MessageAnswer(id, engine.model().name());
        try (ChatRun run = chat.submit(id, Client.of(exchange))) {
            if (stream) {
                EventStream events = new EventStream(exchange);
                stream(new MessageStream(answer, events, run, chat.promptIds().length), exchange);
                return;
            }
            run.read(answer::add);
            GenerationUsage usage = run.usage();
            JsonWriter out = new JsonWriter();
            answer.write(out, true, usage.promptTokens(), usage.completionTokens(), usage.cachedTokens());
            exchange.respond(HttpResponse.json(200, out.toByteArray()));
        }
    }

    private void stream(MessageStream stream, Exchange exchange) throws ClientGoneException, InterruptedException {
        try {
            stream.run();
        } catch (RuntimeException e) {
            if (!exchange.answered()) {
                throw e;
            }
            stream.fail(engine.explain(e, exchange.request().id()));
        }
    }

    /** {@code POST /v1/messages/count_tokens}. */
    public void countTokens(Exchange exchange) throws ClientGoneException {
        Fields fields = json.parse(exchange.request().body());
        int count = prepare(MessagesReader.read(fields, true)).promptIds().length;
        JsonWriter out = new JsonWriter();
        out.beginObject().name("input_tokens").value(count);
        out.name("context_management").beginObject();
        out.name("original_input_tokens").value(count).endObject();
        exchange.respond(HttpResponse.json(200, out.endObject().toByteArray()));
    }

    private PreparedChat prepare(MessagesReader.Read read) {
        try {
            return engine.prepare(Fields.root(read.chat()));
        } catch (ApiException e) {
            throw read.located(e);
        }
    }
}

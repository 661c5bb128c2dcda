package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.ErrorBody;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.serving.ServerFigures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The routes that tell about the server: health, version, load, metrics and models. */
final class StatusRoutes {

    private static final String MODELS = "/v1/models/";

    private final ServerState state;
    private final ServerFigures figures;
    private final String version;
    private final long created = System.currentTimeMillis() / 1000;

    StatusRoutes(ServerState state, ServerFigures figures, String version) {
        this.state = state;
        this.figures = figures;
        this.version = version;
    }

    /** Whether the engine works, even if the server is shutting down: what restarts processes asks this. */
    void health(Exchange exchange) throws ClientGoneException {
        tell(exchange, state.trouble());
    }

    /** Whether requests should be sent here: what spreads load asks this. */
    void ready(Exchange exchange) throws ClientGoneException {
        tell(exchange, state.outage());
    }

    private static void tell(Exchange exchange, Optional<String> outage) throws ClientGoneException {
        exchange.respond(
                outage.isEmpty() ? HttpResponse.empty(200) : HttpResponse.json(503, ErrorBody.json(503, outage.get())));
    }

    void ping(Exchange exchange) throws ClientGoneException {
        health(exchange);
    }

    void version(Exchange exchange) throws ClientGoneException {
        JsonWriter out = new JsonWriter();
        out.beginObject().name("version").value(version).endObject();
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    void load(Exchange exchange) throws ClientGoneException {
        JsonWriter out = new JsonWriter();
        out.beginObject().name("server_load").value(state.generating()).endObject();
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    void metrics(Exchange exchange) throws ClientGoneException {
        StringBuilder out = new StringBuilder();
        try {
            state.engine().metrics().writePrometheus(out);
            figures.writePrometheus(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        exchange.respond(HttpResponse.text(200, "text/plain; version=0.0.4; charset=utf-8", out.toString()));
    }

    void models(Exchange exchange) throws ClientGoneException {
        JsonWriter out = new JsonWriter();
        out.beginObject().name("object").value("list").name("data").beginArray();
        state.engine().model().names().forEach(name -> card(out, name));
        out.endArray().endObject();
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    void model(Exchange exchange) throws ClientGoneException {
        String name = exchange.request().path().substring(MODELS.length());
        if (!state.engine().model().names().contains(name)) {
            throw ApiException.noSuchModel(name);
        }
        JsonWriter out = new JsonWriter();
        card(out, name);
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    private void card(JsonWriter out, String name) {
        ServedModel model = state.engine().model();
        out.beginObject();
        out.name("id").value(name);
        out.name("object").value("model");
        out.name("created").value(created);
        out.name("owned_by").value("octavo");
        out.name("root").value(model.root());
        out.name("parent").nullValue();
        out.name("max_model_len").value(model.maxModelLength());
        out.endObject();
    }
}

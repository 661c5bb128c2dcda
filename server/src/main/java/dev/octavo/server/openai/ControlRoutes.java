package dev.octavo.server.openai;

import dev.octavo.runtime.generate.EngineControl;
import dev.octavo.runtime.generate.EngineControl.Operation;
import dev.octavo.runtime.generate.EngineControl.PauseMode;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.server.config.Environment;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.http.Router;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import dev.octavo.server.protocol.JsonWriter;
import dev.octavo.server.protocol.RequestJson;
import dev.octavo.server.serving.WatchedEngine;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The routes that vLLM has in its development mode, as far as the engine can do what they ask. */
final class ControlRoutes {

    private static final int MAX_IDS = 10_000;

    private final ServerState state;
    private final WatchedEngine engine;
    private final EngineControl control;
    private final RequestJson json;
    private final ServerConfig config;

    ControlRoutes(ServerState state, WatchedEngine engine, RequestJson json, ServerConfig config) {
        this.state = state;
        this.engine = engine;
        this.control = engine.control();
        this.json = json;
        this.config = config;
    }

    void addTo(Router.Builder routes) {
        Set<Operation> operations = control.operations();
        routes.add("GET", "/server_info", this::info).add("POST", "/abort_requests", this::abort);
        if (operations.contains(Operation.RESET_PREFIX_CACHE)) {
            routes.add("POST", "/reset_prefix_cache", working(this::resetPrefixCache));
        }
        engine.kvEvents().ifPresent(feed -> routes.add("GET", "/kv_events", new KvEventsRoute(feed, state)::handle));
        if (operations.contains(Operation.PAUSE)) {
            routes.add("POST", "/pause", working(this::pause))
                    .add("POST", "/resume", working(this::resume))
                    .add("GET", "/is_paused", exchange -> flag(exchange, "is_paused", control.isPaused()));
        }
        if (operations.contains(Operation.SLEEP)) {
            routes.add("POST", "/sleep", working(this::sleep))
                    .add("POST", "/wake_up", working(this::wakeUp))
                    .add("GET", "/is_sleeping", exchange -> flag(exchange, "is_sleeping", control.isSleeping()));
        }
    }

    private HttpHandler working(HttpHandler handler) {
        return exchange -> {
            state.trouble().ifPresent(trouble -> {
                throw ApiException.of(503, trouble);
            });
            handler.handle(exchange);
        };
    }

    private void resetPrefixCache(Exchange exchange) throws ClientGoneException, InterruptedException {
        if (!control.resetPrefixCache()) {
            throw ApiException.of(409, "The prefix cache is in use by running requests; try again when they are over.");
        }
        exchange.respond(HttpResponse.empty(200));
    }

    private void pause(Exchange exchange) throws ClientGoneException, InterruptedException {
        String mode = exchange.request().query("mode").orElse("abort");
        control.pause(
                switch (mode.toLowerCase(Locale.ROOT)) {
                    case "abort" -> PauseMode.ABORT;
                    case "wait" -> PauseMode.WAIT;
                    case "keep" -> PauseMode.KEEP;
                    default -> throw ApiException.badField("mode", "mode must be abort, wait or keep.");
                });
        status(exchange, "paused");
    }

    private void resume(Exchange exchange) throws ClientGoneException, InterruptedException {
        control.resume();
        status(exchange, "resumed");
    }

    private void sleep(Exchange exchange) throws ClientGoneException, InterruptedException {
        String level = exchange.request().query("level").orElse("1");
        if (!level.equals("1") && !level.equals("2")) {
            throw ApiException.badField("level", "level must be 1 or 2.");
        }
        control.sleep(level.charAt(0) - '0');
        exchange.respond(HttpResponse.empty(200));
    }

    private void wakeUp(Exchange exchange) throws ClientGoneException, InterruptedException {
        control.wakeUp();
        exchange.respond(HttpResponse.empty(200));
    }

    private void abort(Exchange exchange) throws ClientGoneException {
        Fields fields = json.parse(exchange.request().body());
        JsonNode ids = fields.node("request_ids").orElseThrow(ControlRoutes::wrongIds);
        if (!ids.isArray() || ids.size() > MAX_IDS) {
            throw wrongIds();
        }
        int aborted = 0;
        for (JsonNode id : ids) {
            if (!id.isString()) {
                throw wrongIds();
            }
            aborted += engine.abort(id.stringValue());
        }
        JsonWriter out = new JsonWriter();
        out.beginObject().name("aborted").value(aborted).endObject();
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    private static ApiException wrongIds() {
        return ApiException.badField("request_ids", "request_ids must be a list of ids, as answers carry them.");
    }

    private void info(Exchange exchange) throws ClientGoneException {
        ServedModel model = engine.model();
        JsonWriter out = new JsonWriter();
        out.beginObject().name("octavo_config").beginObject();
        out.name("version").value(config.version());
        out.name("model").value(model.root());
        out.name("served_model_names").beginArray();
        model.names().forEach(out::value);
        out.endArray();
        out.name("max_model_len").value(model.maxModelLength());
        out.name("vocab_size").value(model.vocabularySize());
        out.name("kv_cache_blocks").value(engine.stats().totalBlocks());
        out.name("tls").value(config.operations().tls().isPresent());
        out.name("root_path").value(config.operations().rootPath());
        out.endObject();
        out.name("system_env").beginObject();
        out.name("platform").value(Environment.platform());
        out.name("processors").value(Runtime.getRuntime().availableProcessors());
        out.name("max_heap_bytes").value(Runtime.getRuntime().maxMemory());
        out.endObject().endObject();
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    private static void flag(Exchange exchange, String name, boolean value) throws ClientGoneException {
        JsonWriter out = new JsonWriter();
        out.beginObject().name(name).value(value).endObject();
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }

    private static void status(Exchange exchange, String status) throws ClientGoneException {
        JsonWriter out = new JsonWriter();
        out.beginObject().name("status").value(status).endObject();
        exchange.respond(HttpResponse.json(200, out.toByteArray()));
    }
}

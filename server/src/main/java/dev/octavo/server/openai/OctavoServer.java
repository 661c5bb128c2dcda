package dev.octavo.server.openai;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.server.http.ApiKeys;
import dev.octavo.server.http.Cors;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.http.HttpOptions;
import dev.octavo.server.http.HttpServer;
import dev.octavo.server.http.Router;
import dev.octavo.server.protocol.ErrorBody;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** An engine behind the OpenAI API. The engine is not owned: whoever started it closes it after the server. Safe for use by any number of threads. */
public final class OctavoServer implements AutoCloseable {

    private final HttpServer http;
    private final ServerState state;

    private OctavoServer(HttpServer http, ServerState state) {
        this.http = http;
        this.state = state;
    }

    /**
     * Listens; requests are answered when this returns.
     *
     * @throws dev.octavo.spi.ResourceException if the port is in use or cannot be bound
     * @throws dev.octavo.spi.UserException if the chat template is not a valid one
     */
    public static OctavoServer start(ServerConfig config, Engine engine) {
        return start(config, engine, PromptRenderers.of(engine.model(), config));
    }

    static OctavoServer start(ServerConfig config, Engine engine, PromptRenderer renderer) {
        ServerState state = new ServerState(engine);
        Errors errors = new Errors(state);
        Api api = new Api(
                routes(config, state, errors, renderer),
                new Cors(config.allowedOrigins()),
                new ApiKeys(config.apiKeys()),
                errors);
        HttpOptions options = new HttpOptions(config.host(), config.port(), config.httpLimits(), config.accessLog());
        return new OctavoServer(HttpServer.start(options, api, ErrorBody::json), state);
    }

    /**
     * The API without a network, for callers in the same process; no key is asked for.
     *
     * @throws dev.octavo.spi.UserException if the chat template is not a valid one
     */
    public static HttpHandler handler(ServerConfig config, Engine engine) {
        return handler(config, engine, PromptRenderers.of(engine.model(), config));
    }

    static HttpHandler handler(ServerConfig config, Engine engine, PromptRenderer renderer) {
        ServerState state = new ServerState(engine);
        Errors errors = new Errors(state);
        return new Api(routes(config, state, errors, renderer), new Cors(List.of()), new ApiKeys(List.of()), errors);
    }

    private static Router routes(ServerConfig config, ServerState state, Errors errors, PromptRenderer renderer) {
        Router.Builder routes = new Router.Builder();
        new GenerationRoutes(config, state, errors, renderer).addTo(routes);
        StatusRoutes status = new StatusRoutes(state, config.version());
        return routes.add("GET", "/v1/models", status::models)
                .add("GET", "/v1/models/*", status::model)
                .add("GET", "/health", status::health)
                .add("GET", "/ping", status::ping)
                .add("POST", "/ping", status::ping)
                .add("GET", "/version", status::version)
                .add("GET", "/load", status::load)
                .add("GET", "/metrics", status::metrics)
                .build();
    }

    /** The address bound. */
    public InetSocketAddress address() {
        return http.address();
    }

    /**
     * Shuts down in order: takes no more connections and requests (503), waits for running ones as long as it may, cuts off the rest, and frees the port.
     *
     * @return whether all running requests ended in time
     */
    public boolean shutdown(Duration patience) throws InterruptedException {
        state.beginDraining();
        boolean quiet = http.drain(patience);
        http.close();
        return quiet;
    }

    /** Cuts off what is running and frees the port; idempotent. */
    @Override
    public void close() {
        state.beginDraining();
        http.close();
    }

    /** Blocks until the server is shut down. */
    public void awaitClosed() throws InterruptedException {
        http.awaitClosed();
    }
}

package dev.octavo.server.openai;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.server.http.ApiKeys;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Cors;
import dev.octavo.server.http.CorsPolicy;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.http.Router;
import dev.octavo.server.serving.ServingOptions;
import dev.octavo.server.serving.Watchdog;
import dev.octavo.server.serving.WatchedEngine;
import java.util.List;
import java.util.Optional;

/** The routes that take prompts without a network, for callers in the same process; no key is asked for. Safe for use by any number of threads. */
public final class LocalApi implements HttpHandler, AutoCloseable {

    private final WatchedEngine engine;
    private final Watchdog watchdog;
    private final Api api;

    private LocalApi(WatchedEngine engine, Watchdog watchdog, Api api) {
        this.engine = engine;
        this.watchdog = watchdog;
        this.api = api;
    }

    /**
     * The routes over an engine, which is not owned.
     *
     * @throws dev.octavo.spi.UserException if the chat template is not a valid one
     */
    public static LocalApi of(ServerConfig config, Engine engine) {
        return of(config, engine, PromptRenderers.of(engine.model(), config));
    }

    static LocalApi of(ServerConfig config, Engine engine, PromptRenderer renderer) {
        ServingOptions options = config.operations().serving();
        WatchedEngine watched = new WatchedEngine(engine, options, Optional.empty());
        Watchdog watchdog = Watchdog.start(watched, options.stepTimeout());
        ServerState state = new ServerState(watched, watchdog);
        Errors errors = new Errors(state);
        Router.Builder routes = new Router.Builder();
        new GenerationRoutes(config, state, errors, renderer).addTo(routes);
        Api api = new Api(routes.build(), new Cors(CorsPolicy.of(List.of())), new ApiKeys(List.of()), errors);
        return new LocalApi(watched, watchdog, api);
    }

    @Override
    public void handle(Exchange exchange) throws ClientGoneException, InterruptedException {
        api.handle(exchange);
    }

    /** Watches the engine no more. */
    @Override
    public void close() {
        watchdog.close();
        engine.close();
    }
}

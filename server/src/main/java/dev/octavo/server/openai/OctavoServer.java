package dev.octavo.server.openai;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.server.http.ApiKeys;
import dev.octavo.server.http.Cors;
import dev.octavo.server.http.CorsPolicy;
import dev.octavo.server.http.Endpoint;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.http.HttpOptions;
import dev.octavo.server.http.HttpServer;
import dev.octavo.server.http.Router;
import dev.octavo.server.protocol.ErrorBody;
import dev.octavo.server.protocol.RequestJson;
import dev.octavo.server.serving.ServerFigures;
import dev.octavo.server.serving.ServingOptions;
import dev.octavo.server.serving.StatsLog;
import dev.octavo.server.serving.Watchdog;
import dev.octavo.server.serving.WatchedEngine;
import dev.octavo.server.trace.SpanExporter;
import dev.octavo.server.web.WebPage;
import dev.octavo.spi.OctavoException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** An engine behind the OpenAI API. The engine is not owned: whoever started it closes it after the server. Safe for use by any number of threads. */
public final class OctavoServer implements AutoCloseable {

    private final ServerConfig config;
    private final ServerFigures figures = new ServerFigures();
    private final LoadingHandler door = new LoadingHandler();
    private final LoadingHandler controlDoor = new LoadingHandler();
    private final ApiKeys keys;
    private final HttpServer http;
    private final Optional<HttpServer> control;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<Served> served = Optional.empty();

    private OctavoServer(ServerConfig config) {
        OperationsConfig operations = config.operations();
        this.config = config;
        this.keys = new ApiKeys(config.apiKeys(), operations.apiKeyFile());
        this.http = listen(
                config,
                operations
                        .socket()
                        .<Endpoint>map(Endpoint.Unix::new)
                        .orElseGet(() -> new Endpoint.Tcp(config.host(), config.port())),
                door);
        try {
            this.control = operations
                    .control()
                    .listener()
                    .map(at -> listen(config, new Endpoint.Tcp(at.host(), at.port()), controlDoor));
        } catch (OctavoException e) {
            http.close();
            throw e;
        }
    }

    private HttpServer listen(ServerConfig settings, Endpoint endpoint, HttpHandler handler) {
        OperationsConfig operations = settings.operations();
        HttpOptions options = new HttpOptions(
                endpoint,
                operations.rootPath(),
                operations.tls(),
                settings.httpLimits(),
                settings.accessLog(),
                figures.http());
        return HttpServer.start(options, handler, ErrorBody::json);
    }

    /** What there is once an engine is there. */
    private record Served(
            ServerState state, WatchedEngine engine, Watchdog watchdog, StatsLog stats, Optional<SpanExporter> spans) {

        static Served begin(Engine engine, ServerConfig config) {
            ServingOptions options = config.operations().serving();
            Optional<SpanExporter> spans = options.traces().map(to -> new SpanExporter(to, config.version()));
            WatchedEngine watched = new WatchedEngine(engine, options, spans);
            Watchdog watchdog = Watchdog.start(watched, options.stepTimeout());
            return new Served(
                    new ServerState(watched, watchdog),
                    watched,
                    watchdog,
                    StatsLog.start(watched, options.statsInterval()),
                    spans);
        }

        void end() {
            stats.close();
            watchdog.close();
            engine.close();
            spans.ifPresent(SpanExporter::close);
        }
    }

    /**
     * Listens; requests are answered when this returns.
     *
     * @throws dev.octavo.spi.ResourceException if the port is in use or cannot be bound
     * @throws dev.octavo.spi.UserException if the chat template is not a valid one
     */
    public static OctavoServer start(ServerConfig config, Engine engine) {
        OctavoServer server = listen(config);
        return server.serving(() -> server.serve(engine));
    }

    static OctavoServer start(ServerConfig config, Engine engine, PromptRenderer renderer) {
        OctavoServer server = listen(config);
        return server.serving(() -> server.serve(engine, renderer));
    }

    private OctavoServer serving(Runnable begin) {
        try {
            begin.run();
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Listens before there is an engine: every request is answered with 503 until {@link #serve}.
     *
     * @throws dev.octavo.spi.ResourceException if the port is in use or cannot be bound
     */
    public static OctavoServer listen(ServerConfig config) {
        return new OctavoServer(config);
    }

    /**
     * Begins to answer requests; to be called once.
     *
     * @throws dev.octavo.spi.UserException if the chat template is not a valid one
     */
    public void serve(Engine engine) {
        serve(engine, PromptRenderers.of(engine.model(), config));
    }

    private void serve(Engine engine, PromptRenderer renderer) {
        Served begun = Served.begin(engine, config);
        served = Optional.of(begun);
        figures.engine(begun.engine(), begun.watchdog());
        figures.traces(begun.spans());
        Errors errors = new Errors(begun.state());
        RequestJson json = GenerationRoutes.json(config);
        ControlRoutes controls = new ControlRoutes(begun.state(), begun.engine(), json, config);
        Router.Builder routes = routes(
                new GenerationRoutes(config, begun.state(), errors, renderer),
                new StatusRoutes(begun.state(), figures, config.version()));
        if (config.operations().webPage()) {
            new WebPage(config.operations().rootPath()).addTo(routes);
        }
        if (config.operations().control().beside()) {
            controls.addTo(routes);
        }
        Router.Builder apart = new Router.Builder();
        controls.addTo(apart);
        controlDoor.handOver(new Api(apart.build(), new Cors(CorsPolicy.of(List.of())), keys, errors));
        door.handOver(new Api(routes.build(), new Cors(cors()), keys, errors));
    }

    private CorsPolicy cors() {
        CorsPolicy policy = config.operations().cors();
        List<String> origins = Stream.concat(config.allowedOrigins().stream(), policy.origins().stream())
                .distinct()
                .toList();
        return new CorsPolicy(origins, policy.methods(), policy.headers(), policy.credentials());
    }

    private static Router.Builder routes(GenerationRoutes generation, StatusRoutes status) {
        Router.Builder routes = new Router.Builder();
        generation.addTo(routes);
        return routes.add("GET", "/v1/models", status::models)
                .add("GET", "/v1/models/*", status::model)
                .addOpen("GET", "/health", status::health)
                .addOpen("GET", "/ready", status::ready)
                .add("GET", "/ping", status::ping)
                .add("POST", "/ping", status::ping)
                .add("GET", "/version", status::version)
                .add("GET", "/load", status::load)
                .add("GET", "/metrics", status::metrics);
    }

    /** The address bound; not for a Unix socket. */
    public InetSocketAddress address() {
        return (InetSocketAddress) http.address();
    }

    /** The address of the control routes, if they have one of their own. */
    public Optional<InetSocketAddress> controlAddress() {
        return control.map(server -> (InetSocketAddress) server.address());
    }

    /** All routes that requests find, those of a port of their own excepted. */
    List<Router.Route> routes() {
        return door.routes();
    }

    /**
     * Shuts down in order: takes no more connections and requests (503), waits for running ones as long as it may, cuts off the rest, and frees the port.
     *
     * @return whether all running requests ended in time
     */
    public boolean shutdown(Duration patience) throws InterruptedException {
        served.ifPresent(now -> now.state().beginDraining());
        boolean quiet = http.drain(patience);
        close();
        return quiet;
    }

    /** Cuts off what is running and frees the port; idempotent. */
    @Override
    public void close() {
        served.ifPresent(now -> now.state().beginDraining());
        http.close();
        control.ifPresent(HttpServer::close);
        keys.close();
        served.ifPresent(Served::end);
        closed.countDown();
    }

    /** Blocks until the server is shut down. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }
}

package dev.octavo.server.openai;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server over a fake engine, and a client for it. */
final class ServerFixture implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.shared();

    /** What is not done by then never will be, on the slowest machine too. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    final FakeEngine engine;
    final OctavoServer server;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ServerFixture(UnaryOperator<ServerConfigBuilder> settings) {
        this(settings, new FakeEngine());
    }

    ServerFixture(UnaryOperator<ServerConfigBuilder> settings, FakeEngine fake) {
        engine = fake;
        ServerConfig config = settings.apply(
                        ServerConfig.builder().port(0).version("1.2.3").accessLog(false))
                .build();
        server = OctavoServer.start(config, engine, new FakeRenderer());
    }

    /** With some of what operators set up. */
    static ServerFixture operated(UnaryOperator<OperationsConfig> settings) {
        return new ServerFixture(s -> s.operations(settings.apply(OperationsConfig.defaults())));
    }

    static ServerFixture plain() {
        return new ServerFixture(settings -> settings);
    }

    int port() {
        return server.address().getPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path).build());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Posts and expects 200 with JSON. */
    JsonNode ok(String path, String body) throws Exception {
        HttpResponse<String> response = post(path, body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** Posts and returns the JSON of every event; the last must be [DONE]. */
    List<JsonNode> events(String path, String body) throws Exception {
        HttpResponse<String> response = post(path, body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return events(response.body());
    }

    static List<JsonNode> events(String stream) {
        List<JsonNode> out = new ArrayList<>();
        String[] events = stream.split("\n\n", -1);
        for (int i = 0; i < events.length - 2; i++) {
            out.add(JSON.readTree(events[i].substring("data: ".length())));
        }
        if (!events[events.length - 2].equals("data: [DONE]") || !events[events.length - 1].isEmpty()) {
            throw new AssertionError("the stream does not end with [DONE]: " + stream);
        }
        return out;
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not become true within " + PATIENCE);
            }
            Thread.sleep(2);
        }
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}

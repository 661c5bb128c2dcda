package dev.octavo.server.e2e;

import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** The embedded model behind the server, on the CPU backend, with a key. */
final class StoryServer implements AutoCloseable {

    static final String KEY = "sesame";

    private final Llm llm = Llm.model(Repository.embeddedModel())
            .device("cpu")
            .cacheBytes(64L << 20)
            .engine(EngineConfig.builder().maxSequences(16).build())
            .warmUp(Duration.ZERO)
            .open();
    private final OctavoServer server = OctavoServer.start(
            ServerConfig.builder()
                    .port(0)
                    .apiKeys(List.of(KEY))
                    .accessLog(false)
                    .build(),
            llm.engine());
    private final HttpClient client = HttpClient.newHttpClient();

    String url() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    int port() {
        return server.address().getPort();
    }

    Llm llm() {
        return llm;
    }

    String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .header("Authorization", "Bearer " + KEY)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        client.close();
        server.close();
        llm.close();
    }
}

package dev.octavo.server.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What operators rely on, in the process that they start: on the module path, with signals. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class OperationsIT {

    private static final Pattern URL = Pattern.compile("listens +(http\\S+)");
    private static final Pattern CONTROL = Pattern.compile("control +127.0.0.1:(\\d+)");
    private static final Map<String, String> JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));

    @TempDir
    private Path folder;

    private Launched serve(String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of("target/dist/bin/octavo").toRealPath().toString(), "serve", "--port", "0"));
        command.addAll(List.of(options));
        return Launched.start(folder, JAVA, command.toArray(String[]::new));
    }

    private static String url(Launched run, Pattern pattern) throws Exception {
        Matcher found = pattern.matcher(run.awaitOutput(out -> out.contains("try: curl")));
        assertThat(found.find()).as(run.out()).isTrue();
        return found.group(1);
    }

    private static HttpResponse<String> post(HttpClient client, String url, String body, String key) throws Exception {
        return client.send(request(url, body, key), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String url, String body, String key) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + key)
                .header("X-Request-Id", "find-me")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        // One output after the other: they take minutes.
        try (Launched run = serve("--shutdown-timeout", "600", "--max-num-seqs", "1");
                HttpClient client = HttpClient.newHttpClient()) {
            String url = url(run, URL);
            var answer = client.sendAsync(
                    request(
                            url + "/v1/completions",
                            "{\"prompt\":\"a\",\"max_tokens\":500,\"n\":128,\"ignore_eos\":true}",
                            "x"),
                    HttpResponse.BodyHandlers.ofString());
            HttpRequest metrics =
                    HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
            String running = "";
            while (!running.matches("(?s).*vllm:num_requests_running\\{[^}]*} [1-9].*")) {
                assertThat(answer).isNotDone();
                running = client.send(metrics, HttpResponse.BodyHandlers.ofString())
                        .body();
            }
            run.terminate();
            run.awaitErrors(err -> err.contains("shutting down"));
            run.terminate();
            assertThat(run.await()).isEqualTo(143);
            assertThat(run.err()).contains("a second signal");
            assertThat(answer.handle((ok, lost) -> lost != null).join()).isTrue();
        }
    }

    @Test
    void keysJsonLogsTracesAndControlRoutesWorkOnTheModulePath() throws Exception {
        List<ExportTraceServiceRequest> traces = Collections.synchronizedList(new ArrayList<>());
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            traces.add(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        Path keys = Files.writeString(folder.resolve("keys"), "secret-key\n");
        try (Launched run = serve(
                        "--api-key-file",
                        keys.toString(),
                        "--control-port",
                        "0",
                        "--root-path",
                        "/llm",
                        "--log-format",
                        "json",
                        "--otlp-traces-endpoint",
                        "http://127.0.0.1:" + collector.getAddress().getPort());
                HttpClient client = HttpClient.newHttpClient()) {
            String url = url(run, URL);
            assertThat(url).endsWith("/llm");
            String control = "http://127.0.0.1:" + url(run, CONTROL);
            String body = "{\"prompt\":\"CANARY once\",\"max_tokens\":5}";
            assertThat(post(client, url + "/v1/completions", body, "wrong").statusCode())
                    .isEqualTo(401);
            assertThat(post(client, url + "/v1/completions", body, "secret-key").statusCode())
                    .isEqualTo(200);
            assertThat(post(client, url + "/reset_prefix_cache", "", "secret-key")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(post(client, control + "/reset_prefix_cache", "", "wrong")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(post(client, control + "/reset_prefix_cache", "", "secret-key")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(post(client, control + "/pause", "", "secret-key").body())
                    .contains("paused");
            assertThat(post(client, control + "/resume", "", "secret-key").body())
                    .contains("resumed");
            run.terminate();
            assertThat(run.await()).isZero();
            assertThat(run.err())
                    .contains("\"request_id\":\"find-me\"", "\"status\":200", "shutting down")
                    .doesNotContain("CANARY", "secret-key");
        } finally {
            collector.stop(0);
        }
        assertThat(traces).as("the last spans are sent before the process ends").hasSize(1);
        assertThat(traces.getFirst().toString())
                .doesNotContain("CANARY")
                .contains("gen_ai.latency.time_to_first_token");
    }

    @Test
    void servesOverAUnixSocket() throws Exception {
        Path socket = folder.resolve("octavo.sock");
        try (Launched run = serve("--uds", socket.toString())) {
            run.awaitOutput(out -> out.contains("--unix-socket " + socket));
            assertThat(socket).exists();
            run.terminate();
            assertThat(run.await()).isZero();
            assertThat(socket).doesNotExist();
        }
    }
}

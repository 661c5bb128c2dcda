package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.serving.ServingOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Health, readiness, the watchdog. */
class HealthTest {

    @Test
    void whileLoadingItIsThereButNeitherHealthyNorReady() throws Exception {
        ServerConfig config = ServerConfig.builder().port(0).accessLog(false).build();
        try (OctavoServer server = OctavoServer.listen(config);
                HttpClient client = HttpClient.newHttpClient()) {
            for (String path : new String[] {"/health", "/ready", "/v1/models", "/metrics"}) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + server.address().getPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.body()).contains("being loaded");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
        }
    }

    @Test
    void aDeadEngineIsNeitherHealthyNorReady() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            assertThat(server.get("/ready").statusCode()).isEqualTo(200);
            server.engine.failure = Optional.of(new IllegalStateException("boom"));
            assertThat(server.get("/health").statusCode()).isEqualTo(503);
            assertThat(server.get("/ready").statusCode()).isEqualTo(503);
            assertThat(server.get("/metrics").body()).contains("octavo:engine_healthy 0.0\n");
        }
    }

    @Test
    void aStepThatHangsIsUnhealthyUntilItEnds() throws Exception {
        try (LogCapture log = new LogCapture();
                ServerFixture server = ServerFixture.operated(
                        o -> o.withServing(ServingOptions.defaults().withStepTimeout(Duration.ofMillis(100))))) {
            server.engine.stepTime = Duration.ofMillis(90);
            Thread.sleep(150);
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            server.engine.stepTime = Duration.ofMillis(250);
            ServerFixture.eventually(() -> status(server, "/health") == 503);
            assertThat(server.get("/health").body()).contains("hangs");
            assertThat(server.get("/ready").statusCode()).isEqualTo(503);
            assertThat(server.post("/v1/completions", "{\"prompt\":\"a\"}").statusCode())
                    .isEqualTo(503);
            assertThat(server.get("/metrics").body())
                    .contains("octavo:engine_step_age_seconds 0.25\n", "octavo:engine_healthy 0.0\n");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("counts as hung"))
                    .singleElement()
                    .asString()
                    .contains("octavo-watchdog", "dev.octavo.server.serving.Watchdog");
            server.engine.stepTime = Duration.ZERO;
            ServerFixture.eventually(() -> status(server, "/health") == 200);
            assertThat(server.post("/v1/completions", "{\"prompt\":\"a\"}").statusCode())
                    .isEqualTo(200);
        }
    }

    private static int status(ServerFixture server, String path) {
        try {
            return server.get(path).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whileDrainingItIsHealthyButNotReady() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            CountDownLatch gate = new CountDownLatch(1);
            server.engine.script = request -> FakeScript.of("xyz").until(gate);
            try (RawConnection health = new RawConnection(server.port());
                    RawConnection ready = new RawConnection(server.port())) {
                var running = server.client.sendAsync(
                        server.request("/v1/completions")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\",\"max_tokens\":60}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                ServerFixture.eventually(() -> server.engine.running.size() == 1);
                // Requests that have begun to arrive keep their connections open.
                for (RawConnection raw : List.of(health, ready)) {
                    String path = raw.equals(health) ? "/health" : "/ready";
                    raw.send("GET " + path
                            + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
                    assertThat(raw.head()).startsWith("HTTP/1.1 100");
                }
                try (RawConnection idle = new RawConnection(server.port())) {
                    CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> shutdown(server));
                    assertThat(idle.rest()).as("ended, since the server drains").doesNotContain(" 200 ");
                    health.send("ok");
                    ready.send("ok");
                    assertThat(health.answer()).startsWith("HTTP/1.1 200");
                    assertThat(ready.answer()).startsWith("HTTP/1.1 503").contains("shutting down");
                    gate.countDown();
                    assertThat(running.get().statusCode()).isEqualTo(200);
                    assertThat(drained.get()).isTrue();
                }
            }
        }
    }

    private static boolean shutdown(ServerFixture server) {
        try {
            return server.server.shutdown(ServerFixture.PATIENCE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

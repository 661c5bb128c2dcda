package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The figures of HTTP reconcile with the requests made. */
class HttpFiguresTest {

    static Map<String, Double> read(String text) {
        Map<String, Double> figures = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            figures.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
        });
        return figures;
    }

    @Test
    void countEqualsWhatWasAsked() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            long sent = 0;
            long received = 0;
            for (int i = 0; i < 7; i++) {
                String body = "{\"prompt\":\"" + "a".repeat(i + 1) + "\"}";
                sent += body.length();
                received += server.post("/v1/completions", body)
                        .body()
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)
                        .length;
            }
            server.post("/v1/completions", "{\"prompt\":");
            server.post(
                    "/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":true}");
            server.get("/v1/models/alias");
            server.get("/v1/models/org%2Ftiny");
            server.get("/health");
            server.get("/metrics");
            server.get("/nowhere/1");
            server.get("/nowhere/2");
            server.engine.full = true;
            server.post("/v1/completions", "{\"prompt\":\"a\"}");
            Map<String, Double> figures = read(server.get("/metrics").body());
            assertThat(figures)
                    .containsEntry(
                            "http_requests_total{handler=\"/v1/completions\",method=\"POST\",status=\"2xx\"}", 7.0)
                    .containsEntry(
                            "http_requests_total{handler=\"/v1/completions\",method=\"POST\",status=\"4xx\"}", 2.0)
                    .containsEntry(
                            "http_requests_total{handler=\"/v1/chat/completions\",method=\"POST\",status=\"2xx\"}", 1.0)
                    .containsEntry("http_requests_total{handler=\"/v1/models/*\",method=\"GET\",status=\"2xx\"}", 2.0)
                    .containsEntry("http_requests_total{handler=\"none\",method=\"GET\",status=\"4xx\"}", 2.0)
                    .containsEntry(
                            "http_request_duration_seconds_count{handler=\"/v1/completions\",method=\"POST\"}", 9.0)
                    .containsEntry("http_request_duration_highr_seconds_count", 14.0)
                    .containsEntry("http_request_size_bytes_count{handler=\"/v1/completions\"}", 9.0);
            assertThat(figures.get("http_request_size_bytes_sum{handler=\"/v1/completions\"}"))
                    .isEqualTo((double) (sent + "{\"prompt\":".length() + "{\"prompt\":\"a\"}".length()));
            assertThat(figures.get("http_response_size_bytes_sum{handler=\"/v1/completions\"}"))
                    .isGreaterThan((double) received);
            assertThat(figures.keySet()).noneMatch(name -> name.contains("/health") || name.contains("/metrics\""));
        }
    }

    @Test
    void clientsCannotMakeSeries() throws Exception {
        try (ServerFixture server = ServerFixture.plain();
                RawConnection raw = new RawConnection(server.port())) {
            int before = read(server.get("/metrics").body()).size();
            for (int i = 0; i < 2000; i++) {
                raw.send("M" + i + " /v1/path/" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
                raw.answer();
                raw.send(RawConnection.post("/v1/completions", "{\"model\":\"m" + i + "\",\"prompt\":\"a\"}"));
                raw.answer();
            }
            Map<String, Double> after = read(server.get("/metrics").body());
            assertThat(after.size()).isLessThan(before + 60);
            assertThat(after)
                    .containsEntry("http_requests_total{handler=\"none\",method=\"other\",status=\"4xx\"}", 2000.0);
        }
    }

    @Test
    void aClientThatLeavesIsCounted() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
            try (RawConnection raw = new RawConnection(server.port())) {
                raw.send(RawConnection.post("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":500}"));
                ServerFixture.eventually(() -> server.engine.running.size() == 1);
                raw.reset();
            }
            ServerFixture.eventually(() -> {
                try {
                    return read(server.get("/metrics").body())
                            .containsKey(
                                    "http_requests_total{handler=\"/v1/completions\",method=\"POST\",status=\"4xx\"}");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void theProcessIsDescribed() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            Map<String, Double> figures = read(server.get("/metrics").body());
            assertThat(figures.get("process_start_time_seconds")).isBetween(1.7e9, System.currentTimeMillis() / 1e3);
            assertThat(figures.get("process_cpu_seconds_total")).isPositive();
            assertThat(figures.get("jvm_memory_used_bytes{area=\"heap\"}")).isGreaterThan(1e6);
            assertThat(figures.get("jvm_threads_current")).isPositive();
            assertThat(figures).containsKey("jvm_gc_collection_seconds_total");
        }
    }
}

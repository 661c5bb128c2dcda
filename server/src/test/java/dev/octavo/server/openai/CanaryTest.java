package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.logging.LogFormat;
import dev.octavo.server.serving.ServingOptions;
import dev.octavo.server.trace.TraceOptions;
import dev.octavo.spi.InternalException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prompts, answers and keys stay out of logs, figures, traces and errors. */
class CanaryTest {

    private static final String PROMPT = "CANARY-PROMPT";
    private static final String ANSWER = "CANARY-ANSWER";
    private static final String KEY = "CANARY-KEY";

    private record Leaks(List<String> log, String metrics, String traces, List<String> errors) {}

    private static Leaks run(ServingOptions serving, LogFormat format) throws Exception {
        List<String> errors = new ArrayList<>();
        try (Collector collector = new Collector();
                LogCapture log = new LogCapture(format)) {
            String metrics;
            ServingOptions traced = serving.withTraces(TraceOptions.of(collector.endpoint(), "octavo"));
            try (ServerFixture server = new ServerFixture(s -> s.accessLog(true)
                    .apiKeys(List.of(KEY))
                    .operations(OperationsConfig.defaults().withServing(traced)))) {
                server.engine.script = request -> FakeScript.of(ANSWER);
                for (String key : List.of(KEY, KEY + "-wrong")) {
                    for (String body : bodies()) {
                        note(errors, send(server, "/v1/completions?prompt=" + PROMPT, key, body));
                    }
                    note(
                            errors,
                            send(
                                    server,
                                    "/v1/chat/completions",
                                    key,
                                    "{\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}"));
                    note(errors, send(server, "/tokenize", key, "{\"prompt\":\"" + PROMPT + "\",\"x\":}"));
                }
                server.engine.script = request -> FakeScript.failing(1, new InternalException("logits are not finite"));
                note(errors, send(server, "/v1/completions", KEY, "{\"prompt\":\"" + PROMPT + "\"}"));
                server.engine.full = true;
                note(errors, send(server, "/v1/completions", KEY, "{\"prompt\":\"" + PROMPT + "\"}"));
                ServerFixture.eventually(() -> collector.spans().size() >= 4);
                metrics = server.send(server.request("/metrics")
                                .header("Authorization", "Bearer " + KEY)
                                .build())
                        .body();
            }
            String traces = String.join(
                    "\n",
                    collector.bodies.stream()
                            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                            .toList());
            return new Leaks(log.lines(), metrics, traces, errors);
        }
    }

    private static List<String> bodies() {
        return List.of(
                "{\"prompt\":\"CANARY-PROMPT\"}",
                "{\"prompt\":\"CANARY-PROMPT\",\"stream\":true}",
                "{\"prompt\":\"CANARY-PROMPT\",\"stop\":\"CANARY-PROMPT\",\"user\":\"CANARY-PROMPT\"}",
                "{\"prompt\":\"CANARY-PROMPT\",\"temperature\":-5}",
                "{\"prompt\":\"CANARY-PROMPT\",\"prompt\":\"CANARY-PROMPT\"}",
                "{\"prompt\":\"CANARY-PROMPT",
                "{\"prompt\":\"" + PROMPT.repeat(200) + "\"}");
    }

    private static void note(List<String> errors, HttpResponse<String> answer) {
        if (answer.statusCode() >= 400) {
            errors.add(answer.body());
        }
    }

    private static HttpResponse<String> send(ServerFixture server, String path, String key, String body)
            throws Exception {
        return server.send(server.request(path)
                .header("Authorization", "Bearer " + key)
                .header("X-Request-Id", "find-me")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void nothingLeaksByDefault() throws Exception {
        for (LogFormat format : LogFormat.values()) {
            Leaks leaks = run(ServingOptions.defaults(), format);
            assertThat(leaks.log()).hasSizeGreaterThan(15).noneMatch(line -> line.contains("CANARY"));
            assertThat(leaks.metrics()).contains("http_requests_total").doesNotContain("CANARY");
            assertThat(leaks.traces()).contains("gen_ai.request.id").doesNotContain("CANARY");
            assertThat(leaks.errors()).hasSizeGreaterThan(10).noneMatch(error -> error.contains("CANARY"));
        }
    }

    @Test
    void parametersAreLoggedIfAskedAndPromptsOnlyAtLevelDebug() throws Exception {
        Leaks leaks = run(ServingOptions.defaults().withLogs(true, true, OptionalInt.of(8)), LogFormat.json);
        JsonMapper json = JsonMapper.shared();
        List<JsonNode> lines = leaks.log().stream().map(json::readTree).toList();
        List<JsonNode> requests = lines.stream()
                .filter(line -> line.get("logger").stringValue().equals("dev.octavo.server.requests"))
                .toList();
        assertThat(requests).isNotEmpty();
        assertThat(requests)
                .filteredOn(line -> line.get("level").stringValue().equals("INFO"))
                .noneMatch(line -> line.toString().contains("CANARY-P"));
        assertThat(requests).anyMatch(line -> line.get("message").stringValue().contains("prompt_tokens=14"));
        assertThat(requests)
                .filteredOn(line -> line.get("level").stringValue().equals("DEBUG"))
                .isNotEmpty()
                .allMatch(line -> line.get("message").stringValue().length() < 120)
                .noneMatch(line -> line.toString().contains("CANARY-P"));
        assertThat(requests)
                .as("answers, cut to eight characters")
                .anyMatch(line -> line.get("message").stringValue().endsWith("(stop): \"CANARY-A\""));
        assertThat(lines)
                .filteredOn(line -> line.get("message").stringValue().startsWith("POST "))
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line.get("request_id").stringValue()).isEqualTo("find-me");
                    assertThat(line.get("method").stringValue()).isEqualTo("POST");
                    assertThat(line.get("path").stringValue()).startsWith("/");
                    assertThat(line.get("status").intValue()).isBetween(200, 503);
                    assertThat(line.get("ms").doubleValue()).isPositive();
                });
        assertThat(leaks.log()).noneMatch(line -> line.contains(KEY));
    }
}

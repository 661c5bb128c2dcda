package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.InternalException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MessagesRouteTest {

    private static final String PATH = "/v1/messages";
    private static final String HI = "\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private ServerFixture server = ServerFixture.plain();

    @AfterEach
    void stop() {
        server.close();
    }

    private String prompt() {
        return new FakeTokenizer().decode(server.engine.lastRequest().promptIds(), false);
    }

    @Test
    void answersWhole() throws Exception {
        JsonNode answer = server.ok(PATH, "{\"model\":\"alias\",\"system\":\"Be kind.\"," + HI + "}");
        assertThat(answer.get("id").stringValue()).startsWith("msg_");
        assertThat(answer.get("type").stringValue()).isEqualTo("message");
        assertThat(answer.get("role").stringValue()).isEqualTo("assistant");
        assertThat(answer.get("model").stringValue()).isEqualTo(FakeEngine.NAME);
        assertThat(answer.get("content").toString()).isEqualTo("[{\"type\":\"text\",\"text\":\"Hello, wörld!\"}]");
        assertThat(answer.get("stop_reason").stringValue()).isEqualTo("end_turn");
        assertThat(answer.get("stop_sequence").isNull()).isTrue();
        JsonNode usage = answer.get("usage");
        assertThat(usage.get("input_tokens").intValue()
                        + usage.get("cache_read_input_tokens").intValue())
                .isEqualTo("[system]Be kind.[user]hi[assistant]".length());
        assertThat(usage.get("output_tokens").intValue()).isEqualTo(14);
        assertThat(prompt()).isEqualTo("[system]Be kind.[user]hi[assistant]");
    }

    @Test
    void namesTheRequestAsAnthropicDoes() throws Exception {
        HttpResponse<String> answer = server.post(PATH, "{" + HI + "}");
        assertThat(answer.headers().firstValue("request-id"))
                .isPresent()
                .isEqualTo(answer.headers().firstValue("x-request-id"));
        HttpResponse<String> error = server.post(PATH, "{}");
        assertThat(error.statusCode()).isEqualTo(400);
        assertThat(error.headers().firstValue("request-id"))
                .isPresent()
                .isEqualTo(error.headers().firstValue("x-request-id"));
    }

    @Test
    void streamsEventsInOrder() throws Exception {
        List<JsonNode> events = ResponsesRouteTest.named(
                server.post(PATH, "{\"stream\":true," + HI + "}").body());
        assertThat(events.stream().map(e -> e.get("type").stringValue()).distinct())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        JsonNode start = events.getFirst().get("message");
        assertThat(start.get("content").isEmpty()).isTrue();
        assertThat(start.get("stop_reason").isNull()).isTrue();
        assertThat(start.get("usage").get("output_tokens").intValue()).isZero();
        assertThat(events.stream()
                        .filter(e -> e.get("type").stringValue().equals("content_block_delta"))
                        .map(e -> e.get("delta").get("text").stringValue())
                        .collect(Collectors.joining()))
                .isEqualTo("Hello, wörld!");
        JsonNode delta = events.get(events.size() - 2);
        assertThat(delta.get("delta").toString()).isEqualTo("{\"stop_reason\":\"end_turn\",\"stop_sequence\":null}");
        assertThat(delta.get("usage").get("output_tokens").intValue()).isEqualTo(14);
    }

    @Test
    void tellsWhyItStopped() throws Exception {
        JsonNode full = server.ok(PATH, "{" + HI.replace("64", "5") + "}");
        assertThat(full.get("stop_reason").stringValue()).isEqualTo("max_tokens");
        server.engine.script = request -> FakeScript.of("one").stoppedBy("END");
        JsonNode stopped = server.ok(PATH, "{" + HI + ",\"stop_sequences\":[\"END\"]}");
        assertThat(stopped.get("stop_reason").stringValue()).isEqualTo("stop_sequence");
        assertThat(stopped.get("stop_sequence").stringValue()).isEqualTo("END");
        assertThat(server.engine.lastRequest().sampling().stop()).containsExactly("END");
    }

    @Test
    void takesBlocksAndSampling() throws Exception {
        server.ok(PATH, """
                {"max_tokens":7,"temperature":0.5,"top_p":0.9,"top_k":3,"metadata":{"user_id":"u"},
                 "system":[{"type":"text","text":"s1","cache_control":{"type":"ephemeral"}},{"type":"text","text":"s2"}],
                 "messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
                   {"role":"user","content":"c"},
                   {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"x"},{"type":"text","text":"d"}]},
                   {"role":"user","content":"e"}]}
                """);
        assertThat(prompt()).isEqualTo("[system]s1\ns2[user]a\nb\nc[assistant]d[user]e[assistant]");
        var sampling = server.engine.lastRequest().sampling();
        assertThat(sampling.maxTokens()).isEqualTo(7);
        assertThat(sampling.temperature()).isEqualTo(0.5f);
        assertThat(sampling.topP()).isEqualTo(0.9f);
        assertThat(sampling.topK()).isEqualTo(3);
    }

    @Test
    void goesOnWithAnAnswerThatIsBegun() throws Exception {
        server.ok(
                PATH,
                "{\"max_tokens\":7,\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"So\"}]}");
        assertThat(prompt()).isEqualTo("[user]q[assistant]So");
    }

    @Test
    void countsTokens() throws Exception {
        JsonNode count = server.ok(
                PATH + "/count_tokens", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"system\":\"s\"}");
        assertThat(count.get("input_tokens").intValue()).isEqualTo("[system]s[user]hi[assistant]".length());
        assertThat(server.engine.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | invalid_request_error | max_tokens      | {"messages":[{"role":"user","content":"a"}]}
            400 | invalid_request_error | messages        | {"max_tokens":1}
            400 | invalid_request_error | messages        | {"max_tokens":1,"messages":[]}
            400 | invalid_request_error | messages[0].role | {"max_tokens":1,"messages":[{"role":"bot","content":"a"}]}
            400 | invalid_request_error | messages[0].content | {"max_tokens":1,"messages":[{"role":"user","content":[]}]}
            400 | invalid_request_error | messages[0].content[1].type | {"max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image"}]}]}
            400 | invalid_request_error | system[0].text  | {"max_tokens":1,"system":[{"type":"text"}],"messages":[{"role":"user","content":"a"}]}
            400 | invalid_request_error | temperature     | {"max_tokens":1,"temperature":-1,"messages":[{"role":"user","content":"a"}]}
            400 | invalid_request_error | stop_sequences  | {"max_tokens":1,"stop_sequences":["","a"],"messages":[{"role":"user","content":"a"}]}
            501 | invalid_request_error | tools           | {"max_tokens":1,"tools":[{"name":"f"}],"messages":[{"role":"user","content":"a"}]}
            404 | not_found_error       | claude          | {"model":"claude","max_tokens":1,"messages":[{"role":"user","content":"a"}]}
            400 | invalid_request_error | JSON            | {"max_tokens":
            """)
    void refusesInAnthropicsForm(int status, String type, String part, String body) throws Exception {
        HttpResponse<String> response = server.post(PATH, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = ServerFixture.JSON.readTree(response.body());
        assertThat(error.get("type").stringValue()).isEqualTo("error");
        assertThat(error.get("error").get("type").stringValue()).isEqualTo(type);
        assertThat(error.get("error").get("message").stringValue()).contains(part);
    }

    @Test
    void takesAnthropicsKeyHeader() throws Exception {
        server.close();
        server = new ServerFixture(s -> s.apiKeys(List.of("sesame")));
        HttpResponse<String> stranger = server.post(PATH, "{" + HI + "}");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("authentication_error");
        assertThat(with("x-api-key", "wrong").statusCode()).isEqualTo(401);
        assertThat(with("x-api-key", "sesame").statusCode()).isEqualTo(200);
        assertThat(with("Authorization", "Bearer sesame").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> with(String header, String value) throws Exception {
        return server.send(server.request(PATH)
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString("{" + HI + "}"))
                .build());
    }

    @Test
    void failuresHaveAStatusBeforeAndAnEventWithinAStream() throws Exception {
        server.engine.script = request -> FakeScript.failing(0, new InternalException("boom"));
        assertThat(server.post(PATH, "{\"stream\":true," + HI + "}").statusCode())
                .isEqualTo(500);
        server.engine.script = request -> FakeScript.failing(2, new InternalException("boom"));
        List<JsonNode> events = ResponsesRouteTest.named(
                server.post(PATH, "{\"stream\":true," + HI + "}").body());
        assertThat(events.getLast().get("error").get("type").stringValue()).isEqualTo("api_error");
        server.engine.full = true;
        HttpResponse<String> full = server.post(PATH, "{" + HI + "}");
        assertThat(full.statusCode()).isEqualTo(429);
        assertThat(full.body()).contains("rate_limit_error");
    }
}

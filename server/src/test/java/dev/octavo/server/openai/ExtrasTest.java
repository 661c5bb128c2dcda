package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Fields beyond OpenAI's, on both generating routes. */
class ExtrasTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String TEXT = "/v1/completions";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private ServerFixture server = ServerFixture.plain();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsTheFingerprintOnWholeAnswersAndUsageChunks() throws Exception {
        JsonNode whole = server.ok(CHAT, "{" + HI + "}");
        String print = whole.get("system_fingerprint").stringValue();
        assertThat(print).matches("octavo-1\\.2\\.3-[0-9a-f]{8}");
        assertThat(server.ok(TEXT, "{\"prompt\":\"a\"}")
                        .get("system_fingerprint")
                        .stringValue())
                .isEqualTo(print);
        for (String path : List.of(CHAT, TEXT)) {
            List<JsonNode> events = server.events(
                    path, "{" + HI + ",\"prompt\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
            assertThat(events.getFirst().has("system_fingerprint")).isFalse();
            assertThat(events.getLast().get("system_fingerprint").stringValue()).isEqualTo(print);
        }
    }

    @Test
    void gathersTokensOfAStream() throws Exception {
        for (String path : List.of(CHAT, TEXT)) {
            String body = "{" + HI + ",\"prompt\":\"a\",\"max_tokens\":14,\"stream\":true,\"return_token_ids\":true";
            List<JsonNode> all = server.events(path, body + "}");
            List<JsonNode> few = server.events(path, body + ",\"stream_interval\":5}");
            assertThat(tokens(few)).isEqualTo(tokens(all));
            assertThat(text(few)).isEqualTo(text(all)).isEqualTo("Hello, wörld!");
            assertThat(sizes(few)).containsExactly(1, 5, 5, 3);
        }
    }

    @Test
    void theServerMaySetTheInterval() throws Exception {
        server.close();
        server = new ServerFixture(s -> s.api(ApiOptions.defaults().withStreamInterval(20)));
        List<JsonNode> events = server.events(TEXT, "{\"prompt\":\"a\",\"stream\":true,\"return_token_ids\":true}");
        assertThat(sizes(events)).containsExactly(1, 13);
    }

    private static List<Integer> sizes(List<JsonNode> events) {
        return choices(events).stream()
                .filter(c -> c.has("token_ids"))
                .map(c -> c.get("token_ids").size())
                .toList();
    }

    private static String tokens(List<JsonNode> events) {
        return choices(events).stream()
                .flatMap(c -> c.path("token_ids").values().stream())
                .map(JsonNode::toString)
                .collect(Collectors.joining(" "));
    }

    private static String text(List<JsonNode> events) {
        return choices(events).stream()
                .map(c ->
                        c.path("text").asString(c.path("delta").path("content").asString("")))
                .collect(Collectors.joining());
    }

    private static List<JsonNode> choices(List<JsonNode> events) {
        return events.stream().flatMap(e -> e.get("choices").values().stream()).toList();
    }

    @Test
    void returnsThePromptsText() throws Exception {
        assertThat(server.ok(CHAT, "{" + HI + ",\"return_prompt_text\":true}")
                        .get("prompt_text")
                        .stringValue())
                .isEqualTo("[user]hi[assistant]");
        assertThat(server.ok(CHAT, "{" + HI + "}").has("prompt_text")).isFalse();
        List<JsonNode> events = server.events(CHAT, "{" + HI + ",\"return_prompt_text\":true,\"stream\":true}");
        assertThat(events.getFirst().get("prompt_text").stringValue()).isEqualTo("[user]hi[assistant]");
        assertThat(events.get(1).has("prompt_text")).isFalse();
    }

    @Test
    void takesTextsAndTokensInOneList() throws Exception {
        JsonNode answer = server.ok(TEXT, "{\"prompt\":[\"a\",[5,6]],\"echo\":true}");
        assertThat(answer.get("choices").size()).isEqualTo(2);
        assertThat(server.engine.lastRequest().promptIds()).isIn(new int[] {1, 100}, new int[] {5, 6});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"user\":\"u\"",
                "\"session_id\":\"s\"",
                "\"vllm_xargs\":{\"a\":1}",
                "\"parallel_tool_calls\":false",
                "\"include_reasoning\":true",
                "\"spaces_between_special_tokens\":false",
                "\"media_io_kwargs\":{}",
                "\"mm_processor_kwargs\":{}",
                "\"return_token_offsets\":false",
                "\"service_tier\":\"auto\"",
                "\"metadata\":{\"a\":\"b\"}",
                "\"store\":true",
                "\"never_heard_of\":[1,{}]"
            })
    void ignoresWhatChangesNothing(String field) throws Exception {
        for (String path : List.of(CHAT, TEXT)) {
            assertThat(server.post(path, "{" + HI + ",\"prompt\":\"a\"," + field + "}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"user\":5",
                "\"vllm_xargs\":[]",
                "\"parallel_tool_calls\":\"no\"",
                "\"return_token_offsets\":true",
                "\"stream_interval\":0"
            })
    void butChecksItsType(String field) throws Exception {
        for (String path : List.of(CHAT, TEXT)) {
            HttpResponse<String> response = server.post(path, "{" + HI + ",\"prompt\":\"a\"," + field + "}");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(ServerFixture.JSON
                            .readTree(response.body())
                            .get("error")
                            .get("param")
                            .stringValue())
                    .isEqualTo(field.substring(1, field.indexOf('"', 1)));
        }
    }
}

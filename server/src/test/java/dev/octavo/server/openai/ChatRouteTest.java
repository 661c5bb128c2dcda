package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatRouteTest {

    private static final String PATH = "/v1/chat/completions";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private ServerFixture server;

    @BeforeEach
    void start() {
        server = ServerFixture.plain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersWhole() throws Exception {
        JsonNode answer = server.ok(PATH, "{\"model\":\"alias\"," + HI + "}");
        assertThat(answer.get("id").stringValue()).startsWith("chatcmpl-");
        assertThat(answer.get("object").stringValue()).isEqualTo("chat.completion");
        assertThat(answer.get("model").stringValue()).isEqualTo(FakeEngine.NAME);
        JsonNode choice = answer.get("choices").get(0);
        assertThat(choice.get("message").toString())
                .isEqualTo(
                        "{\"role\":\"assistant\",\"content\":\"Hello, wörld!\",\"refusal\":null,\"annotations\":null,"
                                + "\"reasoning\":null,\"tool_calls\":[]}");
        assertThat(choice.get("finish_reason").stringValue()).isEqualTo("stop");
        assertThat(choice.get("stop_reason").isNull()).isTrue();
        assertThat(prompt()).isEqualTo("[user]hi[assistant]");
        assertThat(server.engine.lastRequest().sampling().maxTokens())
                .as("the rest of the context")
                .isEqualTo(FakeEngine.MAX_LENGTH - "[user]hi[assistant]".length());
    }

    @Test
    void streamsRoleThenTextThenEnd() throws Exception {
        List<JsonNode> events =
                server.events(PATH, "{" + HI + ",\"stream\":true,\"n\":2,\"stream_options\":{\"include_usage\":true}}");
        for (int i = 0; i < 2; i++) {
            JsonNode choice = events.get(i).get("choices").get(0);
            assertThat(choice.toString())
                    .isEqualTo("{\"index\":" + i
                            + ",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,"
                            + "\"finish_reason\":null}");
            assertThat(joined(events, i)).isEqualTo("Hello, wörld!");
        }
        JsonNode usage = events.getLast();
        assertThat(usage.get("choices").size()).isZero();
        assertThat(usage.get("usage").get("completion_tokens").intValue()).isEqualTo(28);
        JsonNode last = events.get(events.size() - 2).get("choices").get(0);
        assertThat(last.get("finish_reason").stringValue()).isEqualTo("stop");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.get("object").stringValue()).isEqualTo("chat.completion.chunk");
            assertThat(event.get("id").stringValue())
                    .isEqualTo(events.getFirst().get("id").stringValue());
        });
    }

    @Test
    void streamIsMarkedAsEvents() throws Exception {
        HttpResponse<String> response = server.post(PATH, "{" + HI + ",\"stream\":true}");
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(response.headers().firstValue("cache-control")).contains("no-cache");
    }

    @Test
    void rendersPartsRolesToolsAndVariables() throws Exception {
        server.ok(PATH, """
                {"messages":[{"role":"developer","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
                  {"role":"user","content":"c","name":"Ann"},
                  {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function",
                     "function":{"name":"f","arguments":"{\\"x\\": 1}"}}]},
                  {"role":"tool","tool_call_id":"1","content":"42"},{"role":"critic","content":"hm"}],
                 "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],
                 "tool_choice":"auto","chat_template_kwargs":{"thinking":false},"response_format":{"type":"text"}}
                """);
        assertThat(prompt())
                .isEqualTo("tools=1thinking=false[developer]a\nb[user]c[assistant][tool]42[critic]hm[assistant]");
    }

    @Test
    void continuesTheLastMessage() throws Exception {
        String messages =
                "\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"So \"}]";
        JsonNode answer = server.ok(PATH, "{" + messages + ",\"continue_final_message\":true,\"echo\":true}");
        assertThat(prompt()).isEqualTo("[user]q[assistant]So ");
        assertThat(answer.get("choices").get(0).get("message").get("content").stringValue())
                .isEqualTo("So Hello, wörld!");
        List<JsonNode> events =
                server.events(PATH, "{" + messages + ",\"continue_final_message\":true,\"echo\":true,\"stream\":true}");
        assertThat(joined(events, 0)).isEqualTo("So Hello, wörld!");
    }

    @Test
    void reportsLogprobs() throws Exception {
        server.engine.script = request -> FakeScript.of("é");
        String request = "{" + HI + ",\"logprobs\":true,\"top_logprobs\":2";
        JsonNode content = server.ok(PATH, request + "}")
                .get("choices")
                .get(0)
                .get("logprobs")
                .get("content");
        assertThat(content.get(0).toString())
                .isEqualTo("{\"token\":\"\ufffd\",\"logprob\":-0.5,\"bytes\":[195],\"top_logprobs\":["
                        + "{\"token\":\"\ufffd\",\"logprob\":-0.25,\"bytes\":[194]},"
                        + "{\"token\":\"\ufffd\",\"logprob\":-0.5,\"bytes\":[195]}]}");
        assertThat(content.get(1).get("bytes").toString()).isEqualTo("[169]");
        List<JsonNode> events = server.events(PATH, request + ",\"stream\":true}");
        assertThat(events.stream()
                        .map(e -> e.get("choices").get(0).get("logprobs"))
                        .filter(l -> !l.isNull())
                        .map(l -> l.get("content").get(0).get("bytes").toString()))
                .as("a token whose text is not complete yet is told at once")
                .containsExactly("[195]", "[169]");
        JsonNode bare = server.ok(PATH, "{" + HI + ",\"logprobs\":true}");
        assertThat(bare.get("choices")
                        .get(0)
                        .get("logprobs")
                        .get("content")
                        .get(0)
                        .get("top_logprobs")
                        .size())
                .isZero();
    }

    @Test
    void returnsTokenIdsAndPromptLogprobs() throws Exception {
        server.engine.script = request -> FakeScript.of("hi");
        JsonNode answer = server.ok(
                PATH, "{" + HI + ",\"return_token_ids\":true,\"prompt_logprobs\":0,\"max_completion_tokens\":2}");
        assertThat(answer.get("prompt_token_ids").size()).isEqualTo(19);
        assertThat(answer.get("prompt_logprobs").size()).isEqualTo(19);
        assertThat(answer.get("choices").get(0).get("token_ids").toString()).isEqualTo("[107,108]");
        List<JsonNode> events = server.events(PATH, "{" + HI + ",\"return_token_ids\":true,\"stream\":true}");
        assertThat(events.get(0).get("prompt_token_ids").size()).isEqualTo(19);
        assertThat(events.get(1).has("prompt_token_ids")).isFalse();
        assertThat(events.get(1).get("choices").get(0).get("token_ids").toString())
                .isEqualTo("[107]");
    }

    @Test
    void prefersTheNewerNameOfMaxTokens() throws Exception {
        server.ok(PATH, "{" + HI + ",\"max_tokens\":5,\"max_completion_tokens\":3}");
        assertThat(server.engine.lastRequest().sampling().maxTokens()).isEqualTo(3);
        server.ok(PATH, "{" + HI + ",\"max_tokens\":5}");
        assertThat(server.engine.lastRequest().sampling().maxTokens()).isEqualTo(5);
    }

    @Test
    void usesTheRequestsId() throws Exception {
        assertThat(server.ok(PATH, "{" + HI + ",\"request_id\":\"my-1\"}")
                        .get("id")
                        .stringValue())
                .isEqualTo("chatcmpl-my-1");
        HttpResponse<String> response = server.send(server.request(PATH)
                .header("X-Request-Id", "from-proxy")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{" + HI + "}"))
                .build());
        assertThat(response.headers().firstValue("x-request-id")).contains("from-proxy");
        assertThat(ServerFixture.JSON.readTree(response.body()).get("id").stringValue())
                .isEqualTo("chatcmpl-from-proxy");
    }

    private String prompt() {
        return new FakeTokenizer().decode(server.engine.lastRequest().promptIds(), false);
    }

    private static String joined(List<JsonNode> events, int index) {
        return events.stream()
                .flatMap(event -> event.get("choices").values().stream())
                .filter(choice -> choice.get("index").intValue() == index)
                .map(choice -> choice.get("delta").path("content").asString(""))
                .collect(Collectors.joining());
    }
}

package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.InternalException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ResponsesRouteTest {

    private static final String PATH = "/v1/responses";
    private ServerFixture server = ServerFixture.plain();

    @AfterEach
    void stop() {
        server.close();
    }

    private void keeping(int count) {
        server.close();
        server = new ServerFixture(s -> s.api(ApiOptions.defaults().withStoredResponses(count)));
    }

    private String prompt() {
        return new FakeTokenizer().decode(server.engine.lastRequest().promptIds(), false);
    }

    static List<JsonNode> named(String stream) {
        List<JsonNode> out = new ArrayList<>();
        assertThat(stream).endsWith("\n\n").doesNotContain("[DONE]");
        for (String event : stream.strip().split("\n\n", -1)) {
            String[] lines = event.split("\n", -1);
            assertThat(lines).hasSize(2);
            JsonNode data = ServerFixture.JSON.readTree(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + data.get("type").stringValue());
            out.add(data);
        }
        return out;
    }

    private static String types(List<JsonNode> events) {
        return events.stream().map(e -> e.get("type").stringValue()).distinct().collect(Collectors.joining(" "));
    }

    private static String text(JsonNode response) {
        return response.get("output").get(0).get("content").get(0).get("text").stringValue();
    }

    @Test
    void answersText() throws Exception {
        JsonNode answer = server.ok(
                PATH,
                "{\"model\":\"alias\",\"input\":\"hi\",\"instructions\":\"Be kind.\",\"metadata\":{\"a\":\"b\"},\"temperature\":0.25}");
        assertThat(answer.get("id").stringValue()).startsWith("resp_");
        assertThat(answer.get("object").stringValue()).isEqualTo("response");
        assertThat(answer.get("status").stringValue()).isEqualTo("completed");
        assertThat(answer.get("model").stringValue()).isEqualTo(FakeEngine.NAME);
        assertThat(answer.get("instructions").stringValue()).isEqualTo("Be kind.");
        assertThat(answer.get("metadata").toString()).isEqualTo("{\"a\":\"b\"}");
        assertThat(answer.get("temperature").doubleValue()).isEqualTo(0.25);
        assertThat(answer.get("top_p").doubleValue()).isEqualTo(1);
        assertThat(answer.get("error").isNull()).isTrue();
        assertThat(answer.get("incomplete_details").isNull()).isTrue();
        assertThat(answer.get("store").booleanValue())
                .as("nothing is kept unless the server says so")
                .isFalse();
        JsonNode item = answer.get("output").get(0);
        assertThat(item.get("id").stringValue()).startsWith("msg_");
        assertThat(item.get("status").stringValue()).isEqualTo("completed");
        assertThat(item.get("role").stringValue()).isEqualTo("assistant");
        assertThat(item.get("content").get(0).toString())
                .isEqualTo("{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"Hello, wörld!\"}");
        int prompted = "[system]Be kind.[user]hi[assistant]".length();
        assertThat(answer.get("usage").toString())
                .isEqualTo("{\"input_tokens\":" + prompted + ",\"input_tokens_details\":{\"cached_tokens\":"
                        + prompted / 2 + ",\"cache_write_tokens\":0},\"output_tokens\":14,"
                        + "\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":" + (prompted + 14)
                        + "}");
        assertThat(prompt()).isEqualTo("[system]Be kind.[user]hi[assistant]");
        assertThat(server.engine.running).isEmpty();
    }

    @Test
    void takesItems() throws Exception {
        server.ok(PATH, """
                {"input":[{"role":"developer","content":"a"},
                  {"type":"message","role":"user","content":[{"type":"input_text","text":"b"},{"type":"input_text","text":"c"}]},
                  {"type":"reasoning","id":"rs_1","summary":[]},
                  {"type":"message","id":"msg_1","status":"completed","role":"assistant",
                   "content":[{"type":"output_text","text":"d","annotations":[]}]},
                  {"type":"function_call","call_id":"1","name":"f","arguments":"{\\"x\\":1}"},
                  {"type":"function_call_output","call_id":"1","output":"42"},
                  {"role":"user","content":"e"}]}
                """);
        assertThat(prompt()).isEqualTo("[developer]a[user]b\nc[assistant]d[assistant][tool]42[user]e[assistant]");
    }

    @Test
    void passesSamplingOn() throws Exception {
        server.ok(
                PATH,
                "{\"input\":\"a\",\"max_output_tokens\":3,\"top_p\":0.5,\"top_k\":7,\"seed\":5,\"stop\":[\"x\"],\"ignore_eos\":true,\"presence_penalty\":1,\"logit_bias\":{\"5\":2}}");
        var sampling = server.engine.lastRequest().sampling();
        assertThat(sampling.maxTokens()).isEqualTo(3);
        assertThat(sampling.topP()).isEqualTo(0.5f);
        assertThat(sampling.topK()).isEqualTo(7);
        assertThat(sampling.seed()).hasValue(5);
        assertThat(sampling.stop()).containsExactly("x");
        assertThat(sampling.ignoreEos()).isTrue();
        assertThat(sampling.presencePenalty()).isEqualTo(1f);
        assertThat(sampling.logitBias()).containsEntry(5, 2f);
    }

    @Test
    void tellsWhatIsIncomplete() throws Exception {
        JsonNode answer = server.ok(PATH, "{\"input\":\"hi\",\"max_output_tokens\":5}");
        assertThat(answer.get("status").stringValue()).isEqualTo("incomplete");
        assertThat(answer.get("incomplete_details").toString()).isEqualTo("{\"reason\":\"max_output_tokens\"}");
        assertThat(answer.get("output").get(0).get("status").stringValue()).isEqualTo("incomplete");
        assertThat(text(answer)).isEqualTo("Hello");
        List<JsonNode> events = named(server.post(PATH, "{\"input\":\"hi\",\"max_output_tokens\":5,\"stream\":true}")
                .body());
        assertThat(events.getLast().get("type").stringValue()).isEqualTo("response.incomplete");
    }

    @Test
    void streamsEventsInOrder() throws Exception {
        HttpResponse<String> response = server.post(PATH, "{\"input\":\"hi\",\"stream\":true}");
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        List<JsonNode> events = named(response.body());
        assertThat(types(events))
                .isEqualTo("response.created response.in_progress response.output_item.added "
                        + "response.content_part.added response.output_text.delta response.output_text.done "
                        + "response.content_part.done response.output_item.done response.completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).get("sequence_number").intValue()).isEqualTo(i);
        }
        String said = events.stream().map(e -> e.path("delta").asString("")).collect(Collectors.joining());
        assertThat(said).isEqualTo("Hello, wörld!");
        JsonNode last = events.getLast().get("response");
        assertThat(text(last)).isEqualTo(said);
        assertThat(last.get("status").stringValue()).isEqualTo("completed");
        assertThat(last.get("usage").get("output_tokens").intValue()).isEqualTo(14);
        JsonNode first = events.getFirst().get("response");
        assertThat(first.get("status").stringValue()).isEqualTo("in_progress");
        assertThat(first.get("usage").isNull()).isTrue();
        assertThat(first.get("id")).isEqualTo(last.get("id"));
        String item = last.get("output").get(0).get("id").stringValue();
        assertThat(events.stream().filter(e -> e.has("item_id")))
                .allSatisfy(e -> assertThat(e.get("item_id").stringValue()).isEqualTo(item));
    }

    @Test
    void reportsLogprobs() throws Exception {
        server.engine.script = request -> FakeScript.of("hi");
        String body = "{\"input\":\"hi\",\"include\":[\"message.output_text.logprobs\"],\"top_logprobs\":2,\"stream\":";
        JsonNode part = server.ok(PATH, body + "false}")
                .get("output")
                .get(0)
                .get("content")
                .get(0);
        assertThat(part.get("logprobs").size()).isEqualTo(2);
        assertThat(part.get("logprobs").get(0).get("token").stringValue()).isEqualTo("h");
        assertThat(part.get("logprobs").get(0).get("top_logprobs").size()).isEqualTo(2);
        List<JsonNode> events = named(server.post(PATH, body + "true}").body());
        assertThat(events.get(4).get("logprobs").size()).isEqualTo(1);
    }

    @Test
    void returnsRawMessages() throws Exception {
        server.engine.script = request -> FakeScript.of("hi");
        JsonNode answer = server.ok(PATH, "{\"input\":\"a\",\"enable_response_messages\":true}");
        assertThat(answer.get("input_messages").get(0).get("message").stringValue())
                .isEqualTo("[user]a[assistant]");
        assertThat(answer.get("output_messages").get(0).get("tokens").toString())
                .isEqualTo("[107,108]");
    }

    @Test
    void failsInTheMiddleOfAStream() throws Exception {
        server.engine.script = request -> FakeScript.failing(3, new InternalException("boom"));
        List<JsonNode> events =
                named(server.post(PATH, "{\"input\":\"hi\",\"stream\":true}").body());
        JsonNode last = events.getLast();
        assertThat(last.get("type").stringValue()).isEqualTo("response.failed");
        assertThat(last.get("response").get("status").stringValue()).isEqualTo("failed");
        assertThat(last.get("response").get("error").get("code").stringValue()).isEqualTo("server_error");
        assertThat(last.toString()).doesNotContain("boom");
        assertThat(server.post(PATH, "{\"input\":\"hi\"}").statusCode()).isEqualTo(500);
    }

    @Test
    void refusesWhenFull() throws Exception {
        server.engine.full = true;
        HttpResponse<String> response = server.post(PATH, "{\"input\":\"hi\",\"stream\":true}");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            input                | {}
            input                | {"input":7}
            input                | {"input":[]}
            input[0].type        | {"input":[{"type":"item_reference","id":"x"}]}
            input[1].role        | {"input":[{"content":"a"},{"role":"","content":"b"}]}
            input[0].content     | {"input":[{"role":"user"}]}
            input[1].content[0]  | {"input":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"input_image","image_url":"x"}]}]}
            input[0].content[0]  | {"input":[{"role":"user","content":[{"type":"input_file"}]}],"instructions":"x"}
            max_output_tokens    | {"input":"a","max_output_tokens":0}
            temperature          | {"input":"a","temperature":-1}
            text.format          | {"input":"a","text":{"format":{"type":"json_schema"}}}
            tool_choice          | {"input":"a","tool_choice":"required"}
            prompt               | {"input":"a","prompt":{"id":"p"}}
            include              | {"input":"a","include":["everything"]}
            truncation           | {"input":"a","truncation":"some"}
            background           | {"input":"a","background":true}
            structured_outputs   | {"input":"a","structured_outputs":{"regex":"a"}}
            metadata             | {"input":"a","metadata":7}
            -                    | []
            """)
    void namesWhatIsWrong(String param, String body) throws Exception {
        HttpResponse<String> response = server.post(PATH, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = ServerFixture.JSON.readTree(response.body()).get("error");
        assertThat(error.get("param").asString(null)).as(response.body()).isEqualTo(param);
        assertThat(server.engine.requests).isEmpty();
    }

    @Test
    void refusesTools() throws Exception {
        HttpResponse<String> response = server.post(PATH, "{\"input\":\"a\",\"tools\":[{\"type\":\"web_search\"}]}");
        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(response.body()).contains("\"param\":\"tools\"");
    }

    @Test
    void tooLongAPromptIsToldOfTheInput() throws Exception {
        HttpResponse<String> response = server.post(PATH, "{\"input\":\"" + "a".repeat(600) + "\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("context_length_exceeded").contains("\"param\":\"input\"");
        JsonNode cut = server.ok(PATH, "{\"input\":\"" + "a".repeat(600) + "\",\"truncation\":\"auto\"}");
        assertThat(cut.get("usage").get("input_tokens").intValue()).isEqualTo(FakeEngine.MAX_LENGTH - 1);
    }

    @Test
    void goesOnFromAnAnswerThatIsKept() throws Exception {
        keeping(2);
        JsonNode first = server.ok(PATH, "{\"input\":\"one\",\"instructions\":\"x\"}");
        assertThat(first.get("store").booleanValue()).isTrue();
        String id = first.get("id").stringValue();
        assertThat(ServerFixture.JSON.readTree(server.get(PATH + "/" + id).body()))
                .isEqualTo(first);
        JsonNode second = server.ok(PATH, "{\"input\":\"two\",\"previous_response_id\":\"" + id + "\"}");
        assertThat(prompt())
                .as("instructions are not carried over")
                .isEqualTo("[user]one[assistant]Hello, wörld![user]two[assistant]");
        assertThat(second.get("previous_response_id").stringValue()).isEqualTo(id);
        server.ok(PATH, "{\"input\":\"z\",\"store\":false}");
        assertThat(server.get(PATH + "/" + id).statusCode()).isEqualTo(200);
        server.ok(PATH, "{\"input\":\"three\"}");
        assertThat(server.get(PATH + "/" + second.get("id").stringValue()).statusCode())
                .as("the least recently used one made room")
                .isEqualTo(404);
        HttpResponse<String> deleted =
                server.send(server.request(PATH + "/" + id).DELETE().build());
        assertThat(deleted.body()).isEqualTo("{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}");
        assertThat(server.get(PATH + "/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void keepsStreamedAnswersToo() throws Exception {
        keeping(5);
        List<JsonNode> events =
                named(server.post(PATH, "{\"input\":\"hi\",\"stream\":true}").body());
        JsonNode last = events.getLast().get("response");
        assertThat(ServerFixture.JSON.readTree(
                        server.get(PATH + "/" + last.get("id").stringValue()).body()))
                .isEqualTo(last);
    }

    @Test
    void saysWhenNothingIsKept() throws Exception {
        HttpResponse<String> missing = server.post(PATH, "{\"input\":\"a\",\"previous_response_id\":\"resp_1\"}");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body())
                .contains("Response with id 'resp_1' not found")
                .contains("--enable-responses-store");
        assertThat(server.get(PATH + "/abc").statusCode()).isEqualTo(400);
        assertThat(server.post(PATH + "/resp_1/cancel", "").statusCode()).isEqualTo(404);
        assertThat(server.post(PATH + "/resp_1/other", "").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesAnIdTwice() throws Exception {
        keeping(5);
        assertThat(server.ok(PATH, "{\"input\":\"a\",\"request_id\":\"mine\"}")
                        .get("id")
                        .stringValue())
                .isEqualTo("resp_mine");
        HttpResponse<String> again = server.post(PATH, "{\"input\":\"a\",\"request_id\":\"mine\"}");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("request_id");
    }

    @Test
    void worksInTheBackground() throws Exception {
        keeping(5);
        CountDownLatch gate = new CountDownLatch(1);
        server.engine.script = request -> FakeScript.of("hello").until(gate);
        JsonNode queued = server.ok(PATH, "{\"input\":\"a\",\"background\":true}");
        assertThat(queued.get("status").stringValue()).isEqualTo("queued");
        String path = PATH + "/" + queued.get("id").stringValue();
        assertThat(server.post(
                                PATH,
                                "{\"input\":\"b\",\"previous_response_id\":\""
                                        + queued.get("id").stringValue() + "\"}")
                        .statusCode())
                .isEqualTo(400);
        gate.countDown();
        ServerFixture.eventually(() -> status(path).equals("completed"));
        assertThat(text(ServerFixture.JSON.readTree(server.get(path).body()))).isEqualTo("hello");
    }

    @Test
    void cancelsWorkInTheBackground() throws Exception {
        keeping(5);
        server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
        JsonNode queued = server.ok(PATH, "{\"input\":\"a\",\"background\":true}");
        String path = PATH + "/" + queued.get("id").stringValue();
        JsonNode cancelled =
                ServerFixture.JSON.readTree(server.post(path + "/cancel", "").body());
        assertThat(cancelled.get("status").stringValue()).isEqualTo("cancelled");
        assertThat(server.engine.running).isEmpty();
        assertThat(ServerFixture.JSON.readTree(server.post(path + "/cancel", "").body()))
                .as("again")
                .isEqualTo(cancelled);
        String direct = server.ok(PATH, "{\"input\":\"a\",\"max_output_tokens\":2}")
                .get("id")
                .stringValue();
        HttpResponse<String> refused = server.post(PATH + "/" + direct + "/cancel", "");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("Cannot cancel a synchronous response.");
    }

    @Test
    void abortsBackgroundWorkThatNobodyCanAskFor() throws Exception {
        keeping(1);
        server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
        server.ok(PATH, "{\"input\":\"a\",\"background\":true}");
        server.ok(PATH, "{\"input\":\"a\",\"max_output_tokens\":2}");
        ServerFixture.eventually(() -> server.engine.running.isEmpty());
    }

    private String status(String path) {
        try {
            HttpRequest request = server.request(path).build();
            return ServerFixture.JSON
                    .readTree(server.send(request).body())
                    .get("status")
                    .stringValue();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

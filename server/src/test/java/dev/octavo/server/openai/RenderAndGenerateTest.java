package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RenderAndGenerateTest {

    private static final String GENERATE = "/inference/v1/generate";
    private final ServerFixture server = ServerFixture.plain();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void rendersAChatThatCanBeRunAsItIs() throws Exception {
        String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":0.5,\"max_tokens\":9,"
                + "\"seed\":4,\"stop\":[\"x\"],\"bad_words\":[\"qq\"],\"logit_bias\":{\"7\":1.5},\"logprobs\":true}";
        JsonNode rendered = server.ok("/v1/chat/completions/render", chat);
        assertThat(server.engine.requests).as("nothing runs").isEmpty();
        assertThat(rendered.get("token_ids").size()).isEqualTo("[user]hi[assistant]".length());
        assertThat(rendered.get("model").stringValue()).isEqualTo(FakeEngine.NAME);
        JsonNode direct = server.ok("/v1/chat/completions", chat);
        var first = server.engine.lastRequest();
        JsonNode answer = server.ok(GENERATE, rendered.toString());
        var second = server.engine.lastRequest();
        assertThat(second.promptIds()).isEqualTo(first.promptIds());
        assertThat(second.sampling()).isEqualTo(first.sampling());
        assertThat(answer.get("request_id")).isEqualTo(rendered.get("request_id"));
        JsonNode choice = answer.get("choices").get(0);
        assertThat(choice.get("finish_reason").stringValue()).isEqualTo("length");
        assertThat(choice.get("token_ids").size()).isEqualTo(9);
        assertThat(choice.get("logprobs"))
                .isEqualTo(direct.get("choices").get(0).get("logprobs"));
    }

    @Test
    void rendersEveryPromptOfACompletion() throws Exception {
        JsonNode rendered = server.ok("/v1/completions/render", "{\"prompt\":[\"ab\",[5,6,7]],\"stream\":true}");
        assertThat(rendered.size()).isEqualTo(2);
        assertThat(rendered.get(0).get("token_ids").toString()).isEqualTo("[1,100,101]");
        assertThat(rendered.get(1).get("token_ids").toString()).isEqualTo("[5,6,7]");
        assertThat(rendered.get(1).get("sampling_params").get("max_tokens").intValue())
                .isEqualTo(16);
        assertThat(rendered.get(0).get("stream").booleanValue()).isTrue();
    }

    @Test
    void streamsTokens() throws Exception {
        List<JsonNode> events = server.events(
                GENERATE,
                "{\"token_ids\":[5],\"stream\":true,\"stream_options\":{\"include_usage\":true},\"sampling_params\":{\"max_tokens\":4,\"n\":2}}");
        for (int i = 0; i < 2; i++) {
            int index = i;
            assertThat(events.stream()
                            .flatMap(e -> e.get("choices").values().stream())
                            .filter(c -> c.get("index").intValue() == index)
                            .mapToInt(c -> c.get("token_ids").size())
                            .sum())
                    .isEqualTo(4);
        }
        assertThat(events.getLast().get("usage").get("completion_tokens").intValue())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            token_ids     | {}
            token_ids[1]  | {"token_ids":[1,999]}
            token_ids     | {"token_ids":"a"}
            sampling_params | {"token_ids":[1],"sampling_params":[]}
            temperature   | {"token_ids":[1],"sampling_params":{"temperature":-1}}
            features      | {"token_ids":[1],"features":{}}
            kv_transfer_params | {"token_ids":[1],"kv_transfer_params":{}}
            structured_outputs | {"token_ids":[1],"sampling_params":{"structured_outputs":{}}}
            """)
    void namesWhatIsWrong(String param, String body) throws Exception {
        HttpResponse<String> response = server.post(GENERATE, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(ServerFixture.JSON
                        .readTree(response.body())
                        .get("error")
                        .get("param")
                        .stringValue())
                .isEqualTo(param);
    }

    @Test
    void answersABatchOfConversations() throws Exception {
        server.engine.script = request -> FakeScript.of("#" + request.promptIds().length);
        String batch =
                "{\"messages\":[[{\"role\":\"user\",\"content\":\"a\"}],[{\"role\":\"user\",\"content\":\"bcd\"}]],"
                        + "\"seed\":1,\"max_tokens\":9}";
        JsonNode answer = server.ok("/v1/chat/completions/batch", batch);
        assertThat(answer.get("choices").size()).isEqualTo(2);
        assertThat(answer.get("choices").get(0).get("message").get("content").stringValue())
                .isEqualTo("#018");
        assertThat(answer.get("choices").get(1).get("message").get("content").stringValue())
                .isEqualTo("#020");
        assertThat(answer.get("choices").get(1).get("index").intValue()).isEqualTo(1);
        assertThat(answer.get("usage").get("prompt_tokens").intValue()).isEqualTo(38);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            messages             | {}
            messages             | {"messages":[]}
            messages[0]          | {"messages":[{"role":"user","content":"a"}]}
            messages[1]          | {"messages":[[{"role":"user","content":"a"}],[]]}
            messages[1][0].role  | {"messages":[[{"role":"user","content":"a"}],[{"content":"b"}]]}
            stream               | {"stream":true,"messages":[[{"role":"user","content":"a"}]]}
            n                    | {"n":2,"messages":[[{"role":"user","content":"a"}]]}
            """)
    void refusesBatches(String param, String body) throws Exception {
        HttpResponse<String> response = server.post("/v1/chat/completions/batch", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(ServerFixture.JSON
                        .readTree(response.body())
                        .get("error")
                        .get("param")
                        .stringValue())
                .isEqualTo(param);
        assertThat(server.engine.requests).isEmpty();
    }
}

package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CompletionRouteTest {

    private static final String PATH = "/v1/completions";
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
        JsonNode answer = server.ok(PATH, "{\"model\":\"org/tiny\",\"prompt\":\"Say hi\",\"max_tokens\":100}");
        assertThat(answer.get("id").stringValue()).startsWith("cmpl-");
        assertThat(answer.get("object").stringValue()).isEqualTo("text_completion");
        assertThat(answer.get("model").stringValue()).isEqualTo(FakeEngine.NAME);
        assertThat(answer.get("created").longValue()).isGreaterThan(1_700_000_000L);
        JsonNode choice = answer.get("choices").get(0);
        assertThat(choice.get("text").stringValue()).isEqualTo("Hello, wörld!");
        assertThat(choice.get("index").intValue()).isZero();
        assertThat(choice.get("finish_reason").stringValue()).isEqualTo("stop");
        assertThat(choice.get("logprobs").isNull()).isTrue();
        assertThat(answer.get("usage").toString())
                .isEqualTo("{\"prompt_tokens\":7,\"total_tokens\":21,\"completion_tokens\":14}");
        assertThat(server.engine.running).isEmpty();
        assertThat(server.engine.aborted).hasValue(0);
    }

    @Test
    void defaultsAreVllms() throws Exception {
        JsonNode answer = server.ok(PATH, "{\"prompt\":\"a\",\"unknown_field\":{\"x\":1},\"user\":\"u\"}");
        assertThat(answer.get("choices").get(0).get("finish_reason").stringValue())
                .isEqualTo("stop");
        var sampling = server.engine.lastRequest().sampling();
        assertThat(sampling.maxTokens()).isEqualTo(16);
        assertThat(sampling.temperature()).as("the model's own default").isEqualTo(0.6f);
        assertThat(sampling.topK()).as("the model's own default").isEqualTo(20);
        assertThat(sampling.topP()).isEqualTo(1f);
        assertThat(sampling.logprobs()).isEmpty();
        assertThat(server.engine.lastRequest().promptIds()).containsExactly(1, 3 + 'a');
    }

    @Test
    void passesEveryParameterOn() throws Exception {
        server.ok(PATH, """
                {"prompt":"a","n":2,"temperature":0.25,"top_p":0.5,"top_k":7,"min_p":0.125,"repetition_penalty":1.5,
                 "frequency_penalty":-1,"presence_penalty":0.5,"logit_bias":{"5":-200,"6":1.5},"allowed_token_ids":[5,6],
                 "bad_words":["ab"],"seed":-9223372036854775808,"stop":["x","yy"],"stop_token_ids":[9],
                 "include_stop_str_in_output":true,"ignore_eos":true,"min_tokens":2,"max_tokens":9.0,
                 "skip_special_tokens":false,"add_special_tokens":false,"priority":-3,"cache_salt":"s","best_of":2}
                """);
        var request = server.engine.lastRequest();
        var sampling = request.sampling();
        assertThat(request.promptIds()).containsExactly(3 + 'a');
        assertThat(request.priority()).isEqualTo(-3);
        assertThat(request.cacheSalt()).contains("s");
        assertThat(sampling.n()).isEqualTo(2);
        assertThat(sampling.temperature()).isEqualTo(0.25f);
        assertThat(sampling.topP()).isEqualTo(0.5f);
        assertThat(sampling.topK()).isEqualTo(7);
        assertThat(sampling.minP()).isEqualTo(0.125f);
        assertThat(sampling.repetitionPenalty()).isEqualTo(1.5f);
        assertThat(sampling.frequencyPenalty()).isEqualTo(-1f);
        assertThat(sampling.presencePenalty()).isEqualTo(0.5f);
        assertThat(sampling.logitBias()).containsEntry(5, -100f).containsEntry(6, 1.5f);
        assertThat(sampling.allowedTokenIds()).containsExactly(5, 6);
        assertThat(sampling.badWords()).containsExactly(List.of(3 + 'a', 3 + 'b'));
        assertThat(sampling.seed()).hasValue(Long.MIN_VALUE);
        assertThat(sampling.stop()).containsExactly("x", "yy");
        assertThat(sampling.stopTokenIds()).containsExactly(9);
        assertThat(sampling.includeStopInOutput()).isTrue();
        assertThat(sampling.ignoreEos()).isTrue();
        assertThat(sampling.minTokens()).isEqualTo(2);
        assertThat(sampling.maxTokens()).isEqualTo(9);
        assertThat(sampling.skipSpecialTokens()).isFalse();
    }

    @Test
    void streamsTextInOrder() throws Exception {
        List<JsonNode> events = server.events(PATH, "{\"prompt\":\"a\",\"max_tokens\":50,\"stream\":true}");
        assertThat(joined(events, 0)).isEqualTo("Hello, wörld!");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.get("id")).isEqualTo(events.getFirst().get("id"));
            assertThat(event.get("object").stringValue()).isEqualTo("text_completion");
            assertThat(event.get("choices").get(0).get("text").stringValue()).doesNotContain("\ufffd");
            assertThat(event.has("usage")).isFalse();
        });
        assertThat(events.stream()
                        .filter(e ->
                                !e.get("choices").get(0).get("finish_reason").isNull()))
                .containsExactly(events.getLast());
    }

    @Test
    void endsTheStreamWithUsageIfAsked() throws Exception {
        List<JsonNode> events =
                server.events(PATH, "{\"prompt\":\"abc\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        JsonNode last = events.getLast();
        assertThat(last.get("choices").size()).isZero();
        assertThat(last.get("usage").get("prompt_tokens").intValue()).isEqualTo(4);
        assertThat(last.get("usage").get("completion_tokens").intValue()).isEqualTo(14);
        assertThat(last.get("usage").get("total_tokens").intValue()).isEqualTo(18);
        assertThat(events.subList(0, events.size() - 1)).noneMatch(e -> e.has("usage"));
    }

    @Test
    void tellsUsageInEveryChunkIfAsked() throws Exception {
        List<JsonNode> events = server.events(
                PATH,
                "{\"prompt\":\"abc\",\"max_tokens\":3,\"stream\":true,"
                        + "\"stream_options\":{\"include_usage\":true,\"continuous_usage_stats\":true}}");
        assertThat(events.stream()
                        .map(e -> e.get("usage").get("completion_tokens").intValue()))
                .containsExactly(1, 2, 3, 3);
    }

    @Test
    void numbersChoicesByPromptFirst() throws Exception {
        server.engine.script = request -> FakeScript.of(request.promptIds().length + "#");
        String prompts = "\"prompt\":[\"a\",\"bb\",\"ccc\"],\"n\":2";
        JsonNode answer = server.ok(PATH, "{" + prompts + "}");
        List<String> texts = new ArrayList<>();
        answer.get("choices").values().forEach(choice -> {
            assertThat(choice.get("index").intValue()).isEqualTo(texts.size());
            texts.add(choice.get("text").stringValue());
        });
        assertThat(texts).containsExactly("2#0", "2#1", "3#0", "3#1", "4#0", "4#1");
        assertThat(answer.get("usage").get("prompt_tokens").intValue()).isEqualTo(9);
        assertThat(answer.get("usage").get("completion_tokens").intValue()).isEqualTo(18);

        List<JsonNode> events = server.events(PATH, "{" + prompts + ",\"stream\":true}");
        for (int i = 0; i < 6; i++) {
            assertThat(joined(events, i)).isEqualTo(texts.get(i));
        }
    }

    @Test
    void takesTokenIds() throws Exception {
        server.ok(PATH, "{\"prompt\":[5,6,7]}");
        assertThat(server.engine.lastRequest().promptIds()).containsExactly(5, 6, 7);
        server.engine.requests.clear();
        server.ok(PATH, "{\"prompt\":[[5],[6,7]]}");
        assertThat(server.engine.requests.stream().map(r -> Arrays.toString(r.promptIds())))
                .containsExactly("[5]", "[6, 7]");
    }

    @Test
    void echoesThePrompt() throws Exception {
        assertThat(text(server.ok(PATH, "{\"prompt\":\"Well. \",\"echo\":true}")))
                .isEqualTo("Well. Hello, wörld!");
        assertThat(text(server.ok(PATH, "{\"prompt\":[68,69],\"echo\":true}"))).isEqualTo("ABHello, wörld!");
        List<JsonNode> events = server.events(PATH, "{\"prompt\":\"Well. \",\"echo\":true,\"stream\":true,\"n\":2}");
        assertThat(joined(events, 0)).isEqualTo("Well. Hello, wörld!");
        assertThat(joined(events, 1)).isEqualTo("Well. Hello, wörld!");
    }

    @Test
    void echoesWithoutGenerating() throws Exception {
        String request = "{\"prompt\":\"ab\",\"echo\":true,\"max_tokens\":0,\"logprobs\":1";
        JsonNode answer = server.ok(PATH, request + "}");
        JsonNode choice = answer.get("choices").get(0);
        assertThat(choice.get("text").stringValue()).isEqualTo("ab");
        assertThat(choice.get("finish_reason").stringValue()).isEqualTo("length");
        assertThat(choice.get("logprobs").get("tokens").toString()).isEqualTo("[\"<s>\",\"a\",\"b\"]");
        assertThat(choice.get("logprobs").get("token_logprobs").toString()).isEqualTo("[null,-0.5,-0.5]");
        assertThat(answer.get("usage").get("completion_tokens").intValue()).isZero();
        List<JsonNode> events = server.events(PATH, request + ",\"stream\":true}");
        assertThat(joined(events, 0)).isEqualTo("ab");
        assertThat(events.getLast().get("choices").get(0).get("finish_reason").stringValue())
                .isEqualTo("length");
    }

    @Test
    void reportsLogprobs() throws Exception {
        server.engine.script = request -> FakeScript.of("hé!");
        JsonNode logprobs = server.ok(PATH, "{\"prompt\":\"a\",\"logprobs\":4}")
                .get("choices")
                .get(0)
                .get("logprobs");
        assertThat(logprobs.get("tokens").toString()).isEqualTo("[\"h\",\"\ufffd\",\"\ufffd\",\"!\"]");
        assertThat(logprobs.get("text_offset").toString()).isEqualTo("[0,1,2,3]");
        assertThat(logprobs.get("token_logprobs").toString()).isEqualTo("[-0.5,-0.5,-0.5,-0.5]");
        assertThat(logprobs.get("top_logprobs").get(0).toString())
                .isEqualTo("{\"h\":-0.5,\"g\":-0.25,\"j\":-0.75,\"k\":-9999.0}");

        JsonNode zero = server.ok(PATH, "{\"prompt\":\"a\",\"logprobs\":0,\"return_tokens_as_token_ids\":true}")
                .get("choices")
                .get(0)
                .get("logprobs");
        assertThat(zero.get("top_logprobs").get(0).toString()).isEqualTo("{\"token_id:107\":-0.5}");
        assertThat(zero.get("tokens").get(0).stringValue()).isEqualTo("token_id:107");
    }

    @Test
    void streamsLogprobsWithRunningOffsets() throws Exception {
        server.engine.script = request -> FakeScript.of("abc");
        List<JsonNode> events = server.events(PATH, "{\"prompt\":\"xy\",\"logprobs\":0,\"stream\":true,\"echo\":true}");
        assertThat(events.stream()
                        .map(e -> e.get("choices")
                                .get(0)
                                .get("logprobs")
                                .get("text_offset")
                                .toString()))
                .containsExactly("[0,3,4,5]", "[3]", "[4]");
        assertThat(events.getFirst()
                        .get("choices")
                        .get(0)
                        .get("logprobs")
                        .get("token_logprobs")
                        .toString())
                .isEqualTo("[null,-0.5,-0.5,-0.5]");
    }

    @Test
    void reportsPromptLogprobs() throws Exception {
        JsonNode choice = server.ok(PATH, "{\"prompt\":\"ab\",\"prompt_logprobs\":1}")
                .get("choices")
                .get(0);
        assertThat(choice.get("prompt_logprobs").toString())
                .isEqualTo("[null,"
                        + "{\"100\":{\"logprob\":-0.5,\"rank\":2,\"decoded_token\":\"a\"},"
                        + "\"99\":{\"logprob\":-0.25,\"rank\":1,\"decoded_token\":\"`\"}},"
                        + "{\"101\":{\"logprob\":-0.5,\"rank\":2,\"decoded_token\":\"b\"},"
                        + "\"100\":{\"logprob\":-0.25,\"rank\":1,\"decoded_token\":\"a\"}}]");
    }

    @Test
    void returnsTokenIds() throws Exception {
        server.engine.script = request -> FakeScript.of("hi");
        JsonNode choice = server.ok(PATH, "{\"prompt\":\"a\",\"return_token_ids\":true}")
                .get("choices")
                .get(0);
        assertThat(choice.get("token_ids").toString()).isEqualTo("[107,108]");
        assertThat(choice.get("prompt_token_ids").toString()).isEqualTo("[1,100]");
        List<JsonNode> events = server.events(PATH, "{\"prompt\":\"a\",\"return_token_ids\":true,\"stream\":true}");
        assertThat(events.get(0).get("choices").get(0).get("prompt_token_ids").toString())
                .isEqualTo("[1,100]");
        assertThat(events.get(1).get("choices").get(0).has("prompt_token_ids")).isFalse();
        assertThat(events.stream()
                        .map(e -> e.get("choices").get(0).get("token_ids").toString()))
                .containsExactly("[107]", "[108]");
    }

    @Test
    void tellsWhatStoppedIt() throws Exception {
        server.engine.script = request -> FakeScript.of("hi").stoppedBy("END");
        JsonNode choice = server.ok(PATH, "{\"prompt\":\"a\",\"stop\":\"END\"}")
                .get("choices")
                .get(0);
        assertThat(choice.get("finish_reason").stringValue()).isEqualTo("stop");
        assertThat(choice.get("stop_reason").stringValue()).isEqualTo("END");
    }

    @Test
    void truncatesOnlyIfAsked() throws Exception {
        server.ok(PATH, "{\"prompt\":\"abcdef\",\"truncate_prompt_tokens\":2}");
        assertThat(server.engine.lastRequest().promptIds()).containsExactly(3 + 'e', 3 + 'f');
        server.ok(PATH, "{\"prompt\":\"abcdef\",\"truncate_prompt_tokens\":2,\"truncation_side\":\"right\"}");
        assertThat(server.engine.lastRequest().promptIds()).containsExactly(1, 3 + 'a');
        String tooLong = "x".repeat(2 * FakeEngine.MAX_LENGTH);
        server.ok(PATH, "{\"prompt\":\"" + tooLong + "\",\"truncate_prompt_tokens\":-1,\"max_tokens\":12}");
        assertThat(server.engine.lastRequest().promptIds()).hasSize(500);
    }

    @Test
    void keepsToTheContextLength() throws Exception {
        int most = FakeEngine.MAX_LENGTH;
        assertThat(server.post(PATH, prompt(most - 2, 1)).statusCode()).isEqualTo(200);
        assertThat(server.post(PATH, "{\"prompt\":\"" + "x".repeat(most - 2) + "\"}")
                        .statusCode())
                .as("the default length of an answer is cut to what fits")
                .isEqualTo(200);
        for (String tooLong : List.of(prompt(most - 2, 2), prompt(most - 1, 1), prompt(most, 1))) {
            var response = server.post(PATH, tooLong);
            JsonNode error = ServerFixture.JSON.readTree(response.body()).get("error");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(error.get("code").stringValue()).isEqualTo("context_length_exceeded");
            assertThat(error.get("message").stringValue())
                    .contains("maximum context length is 512 tokens. However, your request has 51");
        }
    }

    private static String prompt(int chars, int maxTokens) {
        return "{\"prompt\":\"" + "x".repeat(chars) + "\",\"max_tokens\":" + maxTokens + "}";
    }

    private static String text(JsonNode answer) {
        return answer.get("choices").get(0).get("text").stringValue();
    }

    private static String joined(List<JsonNode> events, int index) {
        return events.stream()
                .flatMap(event -> event.get("choices").values().stream())
                .filter(choice -> choice.get("index").intValue() == index)
                .map(choice -> choice.get("text").stringValue())
                .collect(Collectors.joining());
    }
}

package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.sample.RepetitionDetection;
import dev.octavo.runtime.sample.SamplingParams;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What becomes of the fields that control sampling, stopping and log-probabilities. */
class SamplingFieldsTest {

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
    private ServerFixture server = ServerFixture.plain();

    @AfterEach
    void stop() {
        server.close();
    }

    private void limit(int maxLogprobs) {
        server.close();
        server = new ServerFixture(
                settings -> settings.requestLimits(RequestLimits.defaults().withMaxLogprobs(maxLogprobs)));
    }

    private SamplingParams sampling(String fields) throws Exception {
        server.ok("/v1/completions", "{\"prompt\":\"a\"," + fields + "}");
        return server.engine.lastRequest().sampling();
    }

    @Test
    void stoppingFieldsReachTheEngine() throws Exception {
        SamplingParams params = sampling("""
                "repetition_detection":{"max_pattern_size":8,"min_pattern_size":2,"min_count":3},
                "stop":["x","yz"],"stop_token_ids":[5],"include_stop_str_in_output":true,"ignore_eos":true,
                "min_tokens":3,"spaces_between_special_tokens":false,"skip_special_tokens":false""");
        assertThat(params.repetitionDetection()).contains(new RepetitionDetection(8, 2, 3));
        assertThat(params.stop()).containsExactly("x", "yz");
        assertThat(params.stopTokenIds()).containsExactly(5);
        assertThat(params.includeStopInOutput()).isTrue();
        assertThat(params.ignoreEos()).isTrue();
        assertThat(params.minTokens()).isEqualTo(3);
        assertThat(params.spacesBetweenSpecialTokens()).isFalse();
        assertThat(params.skipSpecialTokens()).isFalse();
    }

    @Test
    void listedTokensTakeThePlaceOfTheMostLikely() throws Exception {
        assertThat(sampling("\"logprobs\":0,\"logprob_token_ids\":[7,9]").logprobTokenIds())
                .containsExactly(7, 9);
        server.ok("/v1/chat/completions", "{" + USER + ",\"logprobs\":true,\"logprob_token_ids\":[7]}");
        assertThat(server.engine.lastRequest().sampling().logprobTokenIds()).containsExactly(7);
        HttpResponse<String> refused =
                server.post("/v1/chat/completions", "{" + USER + ",\"logprobs\":false,\"logprob_token_ids\":[7]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("logprob_token_ids");
    }

    @Test
    void minusOneIsTheWholeVocabularyWhereTheServerAllowsThat() throws Exception {
        int vocabulary = server.engine.model().vocabularySize();
        limit(-1);
        assertThat(sampling("\"prompt_logprobs\":-1").promptLogprobs()).hasValue(vocabulary);
        server.ok("/v1/chat/completions", "{" + USER + ",\"logprobs\":true,\"top_logprobs\":-1}");
        assertThat(server.engine.lastRequest().sampling().logprobs()).hasValue(vocabulary);
        assertThat(sampling("\"logprobs\":100").logprobs()).hasValue(100);
        limit(3);
        for (String fields : List.of("\"logprobs\":4", "\"prompt_logprobs\":-1", "\"prompt_logprobs\":4")) {
            HttpResponse<String> response = server.post("/v1/completions", "{\"prompt\":\"a\"," + fields + "}");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("logprobs").contains("3");
        }
    }

    @Test
    void beamsAreFoundByAskingForOneTokenAtATime() throws Exception {
        JsonNode answer = server.ok(
                "/v1/completions",
                "{\"prompt\":[10,11],\"use_beam_search\":true,\"n\":2,\"max_tokens\":3,\"logprobs\":1,\"temperature\":0.7,"
                        + "\"ignore_eos\":true,\"return_token_ids\":true,\"length_penalty\":0.5,\"early_stopping\":\"never\"}");
        assertThat(answer.get("choices")).hasSize(2);
        for (JsonNode choice : answer.get("choices")) {
            assertThat(choice.get("token_ids")).hasSize(3);
            assertThat(choice.get("finish_reason").stringValue()).isEqualTo("length");
            assertThat(choice.get("logprobs").get("token_logprobs")).hasSize(3);
        }
        assertThat(answer.get("usage").get("completion_tokens").intValue()).isEqualTo(6);
        assertThat(answer.get("usage").get("prompt_tokens").intValue()).isEqualTo(2);
        // One beam in the first step, two in each of the others.
        assertThat(server.engine.requests).hasSize(5);
        for (GenerationRequest request : server.engine.requests) {
            assertThat(request.sampling().maxTokens()).isEqualTo(1);
            assertThat(request.sampling().logprobs()).hasValue(4);
        }
        JsonNode chat =
                server.ok("/v1/chat/completions", "{" + USER + ",\"use_beam_search\":true,\"n\":3,\"max_tokens\":2}");
        assertThat(chat.get("choices")).hasSize(3);
        assertThat(server.engine.running).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            use_beam_search      | "stream":true
            stop                 | "stop":"x"
            logit_bias           | "logit_bias":{"3":1}
            bad_words            | "bad_words":["a"]
            allowed_token_ids    | "allowed_token_ids":[4]
            logprob_token_ids    | "logprobs":1,"logprob_token_ids":[4]
            prompt_logprobs      | "prompt_logprobs":1
            repetition_penalty   | "repetition_penalty":1.1
            frequency_penalty    | "frequency_penalty":1
            presence_penalty     | "presence_penalty":1
            repetition_detection | "repetition_detection":{"max_pattern_size":2,"min_count":2}
            """)
    void beamSearchRefusesWhatItCannotHonour(String param, String field) throws Exception {
        HttpResponse<String> response =
                server.post("/v1/completions", "{\"prompt\":\"a\",\"use_beam_search\":true," + field + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = ServerFixture.JSON.readTree(response.body()).get("error");
        assertThat(error.get("param").stringValue()).isEqualTo(param);
        assertThat(server.engine.requests).isEmpty();
    }
}

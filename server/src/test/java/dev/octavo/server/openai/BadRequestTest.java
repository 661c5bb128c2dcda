package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Wrong requests are told what is wrong with them and where, and never reach the engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestTest {

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
    private ServerFixture server;

    @BeforeAll
    void start() {
        server = ServerFixture.plain();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @AfterEach
    void nothingReachedTheEngine() {
        assertThat(server.engine.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"prompt": "a"                         | line 1
            {"prompt": "a",}                       | line 1
            {"prompt": 'a'}                        | line 1
            {"prompt": "a"} x                      | not valid JSON
            {"prompt": "a"} {}                     | not valid JSON
            []                                     | must be a JSON object
            3                                      | must be a JSON object
            null                                   | must be a JSON object
            "a"                                    | must be a JSON object
            {"prompt": "a", "prompt": "b"}         | Duplicate
            {"prompt": "a", "temperature": NaN}    | line 1
            {"prompt": "a", "temperature": Infinity} | line 1
            {"prompt": "a", "seed": 00}            | line 1
            {"prompt": "\\u12"}                    | line 1
            """)
    void refusesBrokenJson(String body, String message) throws Exception {
        JsonNode error = refused("/v1/completions", body);
        assertThat(error.get("message").stringValue()).contains(message);
        assertThat(error.get("param").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            prompt            | -
            prompt            | ""
            prompt            | []
            prompt            | {}
            prompt            | 7
            prompt[0]         | [[]]
            prompt[1]         | ["a", 1]
            prompt[1]         | [1, "a"]
            prompt[1]         | [[1], 2]
            prompt[1][0]      | [[1], ["x"]]
            prompt[0]         | [1.5]
            prompt[0]         | [-1]
            prompt[0]         | [259]
            prompt[0]         | [99999999999]
            prompt[0]         | [99999999999999999999999]
            prompt            | "\\ud800x"
            prompt[1]         | ["a", "x\\udc00"]
            """)
    void refusesPrompts(String param, String value) throws Exception {
        String body = value == null ? "{}" : "{\"add_special_tokens\":false,\"prompt\":" + value + "}";
        assertThat(refused("/v1/completions", body).get("param").stringValue()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            n                      | 0
            n                      | 129
            n                      | 1e9
            n                      | "2"
            n                      | 1.5
            n                      | 99999999999
            max_tokens             | 0
            max_tokens             | -1
            max_tokens             | "x"
            temperature            | -0.1
            temperature            | 101
            temperature            | 1e999
            temperature            | 1e300
            temperature            | true
            top_p                  | 0
            top_p                  | 1.1
            top_k                  | -2
            min_p                  | 2
            repetition_penalty     | 0
            frequency_penalty      | 2.5
            presence_penalty       | -3
            logprobs               | 21
            logprobs               | -1
            logprobs               | true
            prompt_logprobs        | 21
            seed                   | 9223372036854775808
            seed                   | "a"
            stop                   | 5
            stop                   | ""
            stop                   | ["a","b","c","d","e"]
            stop[1]                | ["a",1]
            stop_token_ids         | 3
            stop_token_ids[0]      | [259]
            allowed_token_ids      | []
            allowed_token_ids[1]   | [0,-1]
            bad_words              | [""]
            logit_bias             | []
            logit_bias             | {"x":1}
            logit_bias             | {"1.5":1}
            logit_bias             | {"259":1}
            logit_bias.1           | {"1":"a"}
            logit_bias.1           | {"1":1e999}
            min_tokens             | 17
            min_tokens             | -1
            stream                 | "yes"
            stream_options         | {"include_usage":true}
            stream_options         | 1
            echo                   | 1
            best_of                | 3
            suffix                 | "x"
            length_penalty         | "long"
            length_penalty         | 101
            length_penalty         | 1e999
            early_stopping         | "always"
            early_stopping         | 1
            logprob_token_ids      | []
            logprob_token_ids      | [1]
            logprob_token_ids      | "1"
            logprob_token_ids[0]   | [-1]
            logprob_token_ids[0]   | [1.5]
            logprob_token_ids[1]   | [1,259]
            repetition_detection   | 3
            repetition_detection   | {"max_pattern_size":4}
            repetition_detection   | {"max_pattern_size":-1}
            repetition_detection   | {"max_pattern_size":99999,"min_count":2}
            repetition_detection   | {"min_pattern_size":3,"max_pattern_size":2,"min_count":2}
            repetition_detection.min_count | {"min_count":"x"}
            repetition_detection.min_count | {"min_count":99999999999}
            prompt_logprobs        | -1
            prompt_logprobs        | -2
            spaces_between_special_tokens | 1
            response_format        | {"type":"json_object"}
            structured_outputs     | {"regex":"a"}
            prompt_embeds          | "x"
            priority               | "high"
            cache_salt             | ""
            cache_salt             | "\\ud800"
            request_id             | "a b"
            request_id             | "a\\nb"
            truncate_prompt_tokens | 0
            truncate_prompt_tokens | -2
            truncate_prompt_tokens | 513
            truncation_side        | "middle"
            model                  | 5
            """)
    void refusesFields(String param, String value) throws Exception {
        String name = param.replaceAll("[\\[.].*", "");
        JsonNode error = refused("/v1/completions", "{\"prompt\":\"a\",\"" + name + "\":" + value + "}");
        assertThat(error.get("param").stringValue()).isEqualTo(param);
        assertThat(error.get("message").stringValue()).contains(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            messages                | "messages":[]
            messages                | "messages":"hi"
            messages                | "x":1
            messages[0]             | "messages":["hi"]
            messages[0].role        | "messages":[{"content":"a"}]
            messages[0].role        | "messages":[{"role":7}]
            messages[0].content     | "messages":[{"role":"user","content":7}]
            messages[0].content     | "messages":[{"role":"user","content":"\\udfff"}]
            messages[0].content[0]  | "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]
            messages[0].content[1]  | "messages":[{"role":"user","content":["a",7]}]
            messages[0].content[0].text | "messages":[{"role":"user","content":[{"type":"text"}]}]
            messages[0].tool_calls[0].function.arguments | "messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{"}}]}]
            """)
    void refusesMessages(String param, String fields) throws Exception {
        assertThat(refused("/v1/chat/completions", "{" + fields + "}")
                        .get("param")
                        .stringValue())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | top_logprobs           | "top_logprobs":2
            400 | top_logprobs           | "logprobs":true,"top_logprobs":21
            400 | logprobs               | "logprobs":5
            400 | max_completion_tokens  | "max_completion_tokens":0
            400 | tools                  | "tools":{}
            400 | tools[0]               | "tools":[{"type":"function"}]
            400 | tools[0]               | "tools":[{"type":"retrieval","function":{"name":"f"}}]
            501 | tool_choice            | "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required"
            501 | tool_choice            | "tool_choice":{"type":"function","function":{"name":"f"}}
            400 | tool_choice            | "tool_choice":"auto"
            400 | tool_choice            | "tool_choice":"sometimes"
            400 | response_format        | "response_format":{"type":"json_schema","json_schema":{}}
            400 | chat_template          | "chat_template":"{{ 1 }}"
            400 | chat_template_kwargs   | "chat_template_kwargs":{"messages":[]}
            400 | chat_template_kwargs   | "chat_template_kwargs":[1]
            400 | continue_final_message | "continue_final_message":true,"add_generation_prompt":true
            400 | prompt_logprobs        | "prompt_logprobs":1,"stream":true
            400 | modalities             | "modalities":["audio"]
            400 | documents              | "documents":"x"
            """)
    void refusesChats(int status, String param, String fields) throws Exception {
        HttpResponse<String> response = server.post("/v1/chat/completions", "{" + USER + "," + fields + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode error = ServerFixture.JSON.readTree(response.body()).get("error");
        assertThat(error.get("param").stringValue()).isEqualTo(param);
        assertThat(error.get("type").stringValue())
                .isEqualTo(status == 501 ? "NotImplementedError" : "BadRequestError");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /tokenize   | {}
            /tokenize   | {"prompt":"a","messages":[]}
            /tokenize   | {"prompt":["a"]}
            /detokenize | {}
            /detokenize | {"tokens":[259]}
            /detokenize | {"tokens":["a"]}
            """)
    void refusesTokenizing(String path, String body) throws Exception {
        refused(path, body);
    }

    @ParameterizedTest
    @CsvSource({"/v1/completions", "/v1/chat/completions", "/tokenize"})
    void knowsNoOtherModel(String path) throws Exception {
        String prompt = path.contains("chat") ? USER : "\"prompt\":\"a\"";
        HttpResponse<String> response = server.post(path, "{\"model\":\"other\"," + prompt + "}");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body())
                .isEqualTo("{\"error\":{\"message\":\"The model `other` does not exist.\",\"type\":\"NotFoundError\","
                        + "\"param\":\"model\",\"code\":404}}");
    }

    @ParameterizedTest
    @CsvSource({"200", "5000", "200000"})
    void boundsNesting(int depth) throws Exception {
        String deep = "[".repeat(depth) + "]".repeat(depth);
        refused("/v1/completions", "{\"prompt\":" + deep + "}");
        refused(
                "/v1/completions",
                "{\"prompt\":\"a\",\"x\":" + deep.replace("[", "{\"a\":[").replace("]", "]}") + "}");
        refused(
                "/v1/chat/completions",
                "{" + USER + ",\"chat_template_kwargs\":" + "{\"a\":".repeat(depth) + "}".repeat(depth) + "}");
    }

    @ParameterizedTest
    @CsvSource({"1025", "3000000"})
    void boundsLists(int size) throws Exception {
        refused("/v1/completions", "{\"prompt\":[" + "\"a\",".repeat(size - 1) + "\"a\"]}");
        refused("/v1/completions", "{\"prompt\":\"a\",\"stop_token_ids\":[" + "1,".repeat(size - 1) + "1]}");
    }

    @ParameterizedTest
    @CsvSource({"c3", "ff", "eda080", "c080", "f4908080"})
    void refusesWhatIsNotUtf8(String hex) throws Exception {
        byte[] bad = java.util.HexFormat.of().parseHex(hex);
        byte[] body = new byte[12 + bad.length + 2];
        System.arraycopy("{\"prompt\":\"a".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, body, 0, 12);
        System.arraycopy(bad, 0, body, 12, bad.length);
        body[body.length - 2] = '"';
        body[body.length - 1] = '}';
        HttpResponse<String> response = server.send(server.request("/v1/completions")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("not UTF-8: bad byte at offset 12");
    }

    private JsonNode refused(String path, String body) throws Exception {
        HttpResponse<String> response = server.post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = ServerFixture.JSON.readTree(response.body()).get("error");
        assertThat(error.get("type").stringValue()).isEqualTo("BadRequestError");
        assertThat(error.get("message").stringValue()).isNotEmpty();
        return error;
    }
}

package dev.octavo.server.e2e;

import static dev.octavo.server.e2e.Browser.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What only the real engine can show behind the server. */
class ServedStoryTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static StoryServer server;

    @BeforeAll
    static void start() {
        server = new StoryServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aClientThatLeavesInMidStreamFreesItsBlocks() throws Exception {
        String body =
                "{\"model\":\"stories\",\"prompt\":\"Once upon a time\",\"stream\":true,\"ignore_eos\":true,\"max_tokens\":400}";
        Engine engine = server.llm().engine();
        try (SlowEngine slow = new SlowEngine(engine)) {
            try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
                socket.getOutputStream()
                        .write(("POST /v1/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + StoryServer.KEY
                                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                        + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read(new byte[512])).isPositive();
                slow.hold();
                assertThat(engine.stats().usedBlocks()).isPositive();
            }
            eventually(() -> engine.stats().running(), running -> running == 0);
            assertThat(engine.stats().usedBlocks()).isZero();
        }
        assertThat(server.get("/metrics"))
                .contains("vllm:kv_cache_usage_perc")
                .containsPattern("request_success_total\\{.*finished_reason=\"abort\".*} 1.0");
    }

    @Test
    void textGoesToTokensAndBack() throws Exception {
        String text = "The small dog said: \\\"Hello, wörld!\\\"";
        JsonNode tokens =
                JSON.readTree(server.post("/tokenize", "{\"prompt\":\"" + text + "\",\"add_special_tokens\":false}"));
        JsonNode back = JSON.readTree(server.post("/detokenize", "{\"tokens\":" + tokens.get("tokens") + "}"));
        assertThat(back.get("prompt").asString()).isEqualTo("The small dog said: \"Hello, wörld!\"");
        assertThat(tokens.get("count").asInt()).isEqualTo(tokens.get("tokens").size());
    }

    @Test
    void messagesGoThroughTheModelsChatTemplate() throws Exception {
        JsonNode tokens =
                JSON.readTree(server.post("/tokenize", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}"));
        JsonNode back = JSON.readTree(server.post("/detokenize", "{\"tokens\":" + tokens.get("tokens") + "}"));
        assertThat(back.get("prompt").asString()).contains("<|user|>", "Hello!", "<|assistant|>");
    }

    @Test
    void aPromptThatIsTooLongSaysBothLengths() throws Exception {
        int limit = server.llm().model().maxModelLength();
        String prompt = "a ".repeat(limit * 2);
        JsonNode error = JSON.readTree(
                        server.post("/v1/completions", "{\"model\":\"stories\",\"prompt\":\"" + prompt + "\"}"))
                .get("error");
        assertThat(error.get("message").asString()).contains(Integer.toString(limit));
        assertThat(error.get("code").asString()).isEqualTo("context_length_exceeded");
    }

    @Test
    void aBadRequestHarmsNobody() throws Exception {
        String good = "{\"model\":\"stories\",\"prompt\":\"Once upon a time\",\"max_tokens\":30,\"temperature\":0}";
        String alone = text(server.post("/v1/completions", good));
        List<Future<String>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String bad : new String[] {
                "{",
                "[]",
                "{\"prompt\":[999999]}",
                "{\"prompt\":\"x\",\"n\":100000}",
                "{\"prompt\":\"x\",\"logprobs\":99}"
            }) {
                answers.add(threads.submit(() -> server.post("/v1/completions", bad)));
            }
            assertThat(text(server.post("/v1/completions", good))).isEqualTo(alone);
            for (Future<String> answer : answers) {
                assertThat(answer.get()).contains("\"error\"");
            }
        }
    }

    private static String text(String answer) throws IOException {
        return JSON.readTree(answer).get("choices").get(0).get("text").asString();
    }
}

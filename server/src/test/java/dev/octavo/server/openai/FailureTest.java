package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.InternalException;
import dev.octavo.spi.UserException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told when the engine or the server cannot go on. */
class FailureTest {

    private static final String COMPLETIONS = "/v1/completions";
    private ServerFixture server;

    @BeforeEach
    void start() {
        server = ServerFixture.plain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesAtOnceWhenTheQueueIsFull(boolean stream) throws Exception {
        server.engine.full = true;
        HttpResponse<String> response = server.post(COMPLETIONS, "{\"prompt\":\"a\",\"stream\":" + stream + "}");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).contains("1");
        assertThat(response.body()).contains("RateLimitError").contains("the queue is full");
    }

    @Test
    void abortsTheFirstPromptsIfTheLastIsRefused() throws Exception {
        server.engine.script = request -> {
            server.engine.full = true;
            return FakeScript.endless(Duration.ofSeconds(60));
        };
        assertThat(server.post(COMPLETIONS, "{\"prompt\":[\"a\",\"b\"]}").statusCode())
                .isEqualTo(429);
        assertThat(server.engine.running).isEmpty();
    }

    @Test
    void tellsNothingOfAnInternalErrorButItsId() throws Exception {
        server.engine.script = request -> FakeScript.failing(0, new IllegalStateException("secret detail"));
        for (String prompt : new String[] {"\"a\"", "[\"a\",\"b\"]"}) {
            HttpResponse<String> response = server.send(server.request(COMPLETIONS)
                    .header("X-Request-Id", "abc")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":" + prompt + "}"))
                    .build());
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body()).contains("InternalServerError").contains("request abc");
            assertThat(response.body()).doesNotContain("secret").doesNotContain("\\tat ");
        }
        assertThat(server.engine.running).isEmpty();
    }

    @Test
    void givesAStreamThatFailsAtOnceItsStatus() throws Exception {
        server.engine.script = request -> FakeScript.failing(0, new UserException("top_p must be nicer"));
        HttpResponse<String> response = server.post(COMPLETIONS, "{\"prompt\":\"a\",\"stream\":true}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"top_p\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"prompt\":\"a\"",
                "\"prompt\":[\"a\",\"b\"]",
                "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]"
            })
    void endsAStreamThatFailsWithTheError(String prompt) throws Exception {
        server.engine.script = request -> FakeScript.failing(3, new InternalException("NaN in the logits"));
        String path = prompt.contains("messages") ? "/v1/chat/completions" : COMPLETIONS;
        HttpResponse<String> response = server.post(path, "{\"stream\":true," + prompt + "}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body().split("\"error\"", -1)).hasSize(2);
        assertThat(response.body()).endsWith("\n\ndata: [DONE]\n\n").contains("data: {\"error\":{\"message\":");
        assertThat(server.engine.running).isEmpty();
        assertThat(server.post(COMPLETIONS, "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void drains() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        server.engine.script = request -> FakeScript.of("xyz").until(gate);
        CompletableFuture<HttpResponse<String>> running = server.client.sendAsync(
                server.request(COMPLETIONS)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"prompt\":\"a\",\"max_tokens\":100,\"stream\":true}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        ServerFixture.eventually(() -> server.engine.running.size() == 1);
        try (RawConnection idle = new RawConnection(server.port());
                RawConnection late = new RawConnection(server.port())) {
            idle.send(RawConnection.get("/version"));
            assertThat(idle.answer()).startsWith("HTTP/1.1 200");
            late.send("POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\nExpect: 100-continue\r\n\r\n");
            assertThat(late.head()).startsWith("HTTP/1.1 100");
            CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> shutdown(ServerFixture.PATIENCE));
            assertThat(idle.rest()).as("idle connections are closed").isEmpty();
            late.send("{\"prompt\":\"a\"}");
            assertThat(late.rest()).startsWith("HTTP/1.1 503").containsIgnoringCase("connection: close");
            gate.countDown();
            assertThat(running.get().body()).endsWith("data: [DONE]\n\n");
            assertThat(drained.get()).isTrue();
        }
    }

    @Test
    void cutsOffWhatDoesNotEndInTime() throws Exception {
        server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
        RawConnection raw = new RawConnection(server.port());
        raw.send(RawConnection.post(COMPLETIONS, "{\"prompt\":\"a\",\"max_tokens\":500,\"stream\":true}"));
        ServerFixture.eventually(() -> server.engine.running.size() == 1);
        assertThat(shutdown(Duration.ofMillis(100))).isFalse();
        assertThat(server.engine.running).isEmpty();
        assertThat(raw.rest()).doesNotContain("[DONE]");
        server.close();
    }

    private boolean shutdown(Duration patience) {
        try {
            return server.server.shutdown(patience);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.serving.ServingOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    private static final String PATH = "/v1/completions";

    private static ServerFixture bounded(long millis) {
        ServerFixture server = ServerFixture.operated(
                o -> o.withServing(ServingOptions.defaults().withRequestTimeout(Duration.ofMillis(millis))));
        server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
        return server;
    }

    @Test
    void aRequestThatTakesTooLongIsAbortedWithAnError() throws Exception {
        try (ServerFixture server = bounded(150)) {
            long start = System.nanoTime();
            HttpResponse<String> answer = server.post(PATH, "{\"prompt\":\"a\",\"max_tokens\":400}");
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("RequestTimeoutError", "0.15 s");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
            assertThat(server.engine.running).isEmpty();
            assertThat(server.engine.aborted).hasValue(1);
        }
    }

    @Test
    void aStreamEndsWithTheErrorAndDone() throws Exception {
        // Long enough for the first token, however slow the machine.
        try (ServerFixture server = bounded(3000)) {
            HttpResponse<String> answer = server.post(PATH, "{\"prompt\":\"a\",\"max_tokens\":400,\"stream\":true}");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("\"text\":\"l\"", "RequestTimeoutError")
                    .endsWith("data: [DONE]\n\n");
            assertThat(server.engine.running).isEmpty();
        }
    }

    @Test
    void aClientMayShortenItsTimeButNotLengthenIt() throws Exception {
        try (ServerFixture server = bounded(300)) {
            assertThat(timed(server, "0.05").body()).contains("0.05 s");
            assertThat(timed(server, "1000").body()).contains("0.3 s");
        }
        try (ServerFixture server = ServerFixture.plain()) {
            server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
            assertThat(timed(server, "0.1").statusCode()).isEqualTo(504);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "NaN", "1e9", ""})
    void aTimeThatIsNoneIsABadRequest(String time) throws Exception {
        try (ServerFixture server = bounded(300)) {
            HttpResponse<String> answer = timed(server, time);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("X-Request-Timeout");
        }
    }

    @Test
    void whatEndsInTimeIsUntouched() throws Exception {
        try (ServerFixture server = bounded(60_000)) {
            server.engine.script = request -> FakeScript.of("done");
            assertThat(server.ok(PATH, "{\"prompt\":\"a\",\"n\":3}")
                            .get("choices")
                            .size())
                    .isEqualTo(3);
        }
    }

    private static HttpResponse<String> timed(ServerFixture server, String seconds) throws Exception {
        return server.send(server.request(PATH)
                .header("X-Request-Timeout", seconds)
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\",\"max_tokens\":400}"))
                .build());
    }
}

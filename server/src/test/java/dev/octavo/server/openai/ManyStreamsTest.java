package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many clients at once get each its own words, whole and in order. */
class ManyStreamsTest {

    private static final int STREAMS = 400;

    @Test
    void keepsStreamsApart() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            server.engine.script = request -> FakeScript.of(
                            "stream " + request.sampling().maxTokens() + " says hi")
                    .pausing(Duration.ofMillis(3));
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                String body = "{\"prompt\":\"a\",\"stream\":true,\"max_tokens\":" + (i + 50) + "}";
                all.add(server.client.sendAsync(
                        server.request("/v1/completions")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 0; i < STREAMS; i++) {
                List<JsonNode> events = ServerFixture.events(all.get(i).get().body());
                assertThat(events.stream()
                                .map(e -> e.get("choices").get(0).get("text").stringValue())
                                .collect(Collectors.joining()))
                        .isEqualTo("stream " + (i + 50) + " says hi");
            }
            assertThat(server.engine.running).isEmpty();
        }
    }
}

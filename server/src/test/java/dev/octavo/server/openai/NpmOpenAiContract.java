package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What OpenAI's JavaScript client must find, with any model behind the server. Needs node and npm; skipped, and said so, without them. */
public abstract class NpmOpenAiContract {

    private static final String PACKAGE = "openai@7.55.0";

    /** The server, without {@code /v1}. */
    protected abstract String baseUrl();

    /** A key that the server accepts. */
    protected abstract String apiKey();

    /** A model that has a chat template. */
    protected abstract String model();

    /** Requests that run on the server. */
    protected abstract int running();

    @Test
    void worksWithTheJavaScriptClient() throws Exception {
        NpmScript script = NpmScript.install("client.mjs", "openai", PACKAGE);
        String output = script.run(baseUrl() + "/v1", apiKey(), model());
        JsonNode seen = ServerFixture.JSON.readTree(output.lines().toList().getLast());
        assertThat(seen.get("whole").stringValue()).isNotEmpty();
        assertThat(seen.get("streamed")).isEqualTo(seen.get("whole"));
        assertThat(seen.get("helper")).isEqualTo(seen.get("whole"));
        assertThat(seen.get("finish").stringValue()).isIn("stop", "length");
        assertThat(seen.get("usageAgrees").booleanValue()).isTrue();
        assertThat(seen.get("indices").toString()).isEqualTo("[0,1]");
        assertThat(seen.get("listed").booleanValue()).isTrue();
        assertThat(seen.get("noModel").toString())
                .isEqualTo("{\"name\":\"NotFoundError\",\"status\":404,"
                        + "\"message\":\"The model `no-such-model` does not exist.\"}");
        assertThat(seen.get("badField").get("name").stringValue()).isEqualTo("BadRequestError");
        assertThat(seen.get("badField").get("message").stringValue()).contains("temperature");
        assertThat(seen.get("stranger").get("status").intValue()).isEqualTo(401);
        assertThat(seen.get("aborted").intValue()).isEqualTo(3);
        ServerFixture.eventually(() -> running() == 0);
        assertThat(seen.get("response").stringValue()).isNotEmpty();
        assertThat(seen.get("responseTold")).isEqualTo(seen.get("response"));
        assertThat(seen.get("responseHelper")).isEqualTo(seen.get("response"));
        assertThat(seen.get("responseStatus").stringValue()).isIn("completed", "incomplete");
        assertThat(seen.get("responseTypes").stringValue())
                .isEqualTo("response.created response.in_progress response.output_item.added "
                        + "response.content_part.added response.output_text.delta response.output_text.done "
                        + "response.content_part.done response.output_item.done response."
                        + seen.get("responseStatus").stringValue());
        assertThat(seen.get("responseUsageAgrees").booleanValue()).isTrue();
        assertThat(seen.get("badResponse").get("status").intValue()).isEqualTo(501);
    }
}

package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What Anthropic's JavaScript client must find, with any model behind the server. Needs node and npm; skipped, and said so, without them. */
public abstract class NpmAnthropicContract {

    private static final String PACKAGE = "@anthropic-ai/sdk@1.11.0";

    /** The server, without a path. */
    protected abstract String baseUrl();

    /** A key that the server accepts. */
    protected abstract String apiKey();

    /** A model that has a chat template. */
    protected abstract String model();

    /** Requests that run on the server. */
    protected abstract int running();

    @Test
    void worksWithTheJavaScriptClient() throws Exception {
        NpmScript script = NpmScript.install("anthropic.mjs", "@anthropic-ai/sdk", PACKAGE);
        String output = script.run(baseUrl(), apiKey(), model());
        JsonNode seen = ServerFixture.JSON.readTree(output.lines().toList().getLast());
        assertThat(seen.get("whole").stringValue()).isNotEmpty();
        assertThat(seen.get("streamed")).isEqualTo(seen.get("whole"));
        assertThat(seen.get("helper")).isEqualTo(seen.get("whole"));
        assertThat(seen.get("reason").stringValue()).isIn("end_turn", "max_tokens");
        assertThat(seen.get("types").stringValue())
                .matches("message_start content_block_start (ping )?content_block_delta content_block_stop "
                        + "message_delta message_stop");
        assertThat(seen.get("usageAgrees").booleanValue()).isTrue();
        assertThat(seen.get("countAgrees").booleanValue()).isTrue();
        assertThat(seen.get("noModel").toString())
                .isEqualTo("{\"name\":\"NotFoundError\",\"status\":404,\"type\":\"not_found_error\"}");
        assertThat(seen.get("badField").toString())
                .isEqualTo("{\"name\":\"BadRequestError\",\"status\":400,\"type\":\"invalid_request_error\"}");
        assertThat(seen.get("stranger").toString())
                .isEqualTo("{\"name\":\"AuthenticationError\",\"status\":401,\"type\":\"authentication_error\"}");
        assertThat(seen.get("chunks").intValue()).isGreaterThanOrEqualTo(3);
        ServerFixture.eventually(() -> running() == 0);
    }
}

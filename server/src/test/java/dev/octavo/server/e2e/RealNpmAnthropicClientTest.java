package dev.octavo.server.e2e;

import dev.octavo.server.openai.NpmAnthropicContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Anthropic's JavaScript client against the real engine and the embedded model. */
class RealNpmAnthropicClientTest extends NpmAnthropicContract {

    private static StoryServer server;

    @BeforeAll
    static void start() {
        server = new StoryServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected String baseUrl() {
        return server.url();
    }

    @Override
    protected String apiKey() {
        return StoryServer.KEY;
    }

    @Override
    protected String model() {
        return server.llm().model().name();
    }

    @Override
    protected int running() {
        return server.llm().engine().stats().running();
    }
}

package dev.octavo.server.e2e;

import dev.octavo.server.openai.OpenAiJavaContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** OpenAI's Java client against the real engine and the embedded model. */
class RealOpenAiJavaClientTest extends OpenAiJavaContract {

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
}

package dev.octavo.server.openai;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Anthropic's JavaScript client against scripted answers. */
class NpmAnthropicClientTest extends NpmAnthropicContract {

    private final ServerFixture server = new ServerFixture(s -> s.apiKeys(List.of("sesame")));

    NpmAnthropicClientTest() {
        server.engine.script = request -> request.sampling().maxTokens() > 100
                ? FakeScript.endless(Duration.ofMillis(50))
                : FakeScript.of("Hello, wörld!");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    protected String baseUrl() {
        return server.url("");
    }

    @Override
    protected String apiKey() {
        return "sesame";
    }

    @Override
    protected String model() {
        return FakeEngine.NAME;
    }

    @Override
    protected int running() {
        return server.engine.running.size();
    }
}

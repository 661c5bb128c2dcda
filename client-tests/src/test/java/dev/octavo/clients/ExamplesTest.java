package dev.octavo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What docs/clients.md shows does what the page says. */
class ExamplesTest {

    private static StoryServer server;
    private static String story;

    @BeforeAll
    static void start() {
        server = new StoryServer();
        story = server.reference(Ask.of("Tell me a story about a rabbit.").atMost(400))
                .text();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void tells(Example example) throws Exception {
        StringBuilder streamed = new StringBuilder();
        assertThat(example.tell(server.url(), StoryServer.KEY, streamed::append))
                .isEqualTo(story);
        assertThat(streamed).hasToString(story);
    }

    private static Map<String, String> environment() {
        return Map.of("OPENAI_BASE_URL", server.url() + "/v1", "OPENAI_API_KEY", StoryServer.KEY);
    }

    @Test
    void langChain4j() throws Exception {
        tells(new LangChain4jExample());
    }

    @Test
    void springAi() throws Exception {
        tells(new SpringAiExample());
    }

    @Test
    void anthropicJava() throws Exception {
        tells(new AnthropicJavaExample());
    }

    @Test
    void python() throws Exception {
        assertThat(Script.python("chat.py").run(environment())).isEqualTo(story + "\n" + story);
    }

    @Test
    void javaScript() throws Exception {
        assertThat(Script.node("chat.mjs").run(environment())).isEqualTo(story + "\n" + story);
    }

    @Test
    void curl() throws Exception {
        String events = Script.shell("chat.sh").run(environment());
        assertThat(events).endsWith("data: [DONE]\n\n");
        String told = Pattern.compile("(?m)^data: (\\{.*})$")
                .matcher(events)
                .results()
                .map(event -> JsonMapper.shared().readTree(event.group(1)))
                .map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
                .collect(Collectors.joining());
        assertThat(told).isEqualTo(story);
    }
}

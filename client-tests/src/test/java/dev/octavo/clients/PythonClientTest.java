package dev.octavo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** OpenAI's Python client. */
class PythonClientTest {

    private static final Ask ASK = Ask.of("Tell me a story about a dog.").withSystem("You tell short stories.");

    @Test
    void worksWithThePythonClient() throws Exception {
        Script script = Script.python("contract.py");
        try (StoryServer server = new StoryServer()) {
            Answer expected = server.reference(ASK);
            JsonNode seen = JsonMapper.shared()
                    .readTree(script.run(Map.of(), server.url() + "/v1", StoryServer.KEY, ASK.model()));
            for (String same : new String[] {"whole", "streamed", "response"}) {
                assertThat(seen.get(same).stringValue()).as(same).isEqualTo(expected.text());
            }
            String toTheEnd = server.reference(ASK.atMost(400)).text();
            assertThat(seen.get("helper").stringValue()).isEqualTo(toTheEnd);
            assertThat(seen.get("responseHelper").stringValue()).isEqualTo(toTheEnd);
            String usage = "[%d,%d]".formatted(expected.inputTokens(), expected.outputTokens());
            assertThat(seen.get("finish").stringValue()).isEqualTo("length");
            assertThat(seen.get("usage")).hasToString(usage);
            assertThat(seen.get("streamedUsage")).hasToString(usage);
            extras(seen, expected);
            errors(seen);
            assertThat(seen.get("chunks").intValue()).isEqualTo(3);
            StoryServer.eventually(() -> server.load() == 0);
        }
    }

    @Test
    void comesBackAfterTheServerWasBusy() throws Exception {
        Script script = Script.python("retry.py");
        Ask ask = Ask.of("Tell me a story about a cat.");
        try (StoryServer busy = new StoryServer(1, Duration.ofMinutes(5));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            Answer expected = busy.reference(ask);
            busy.pause();
            Future<Answer> waiting = threads.submit(() -> busy.reference(ask));
            StoryServer.eventually(() -> busy.waiting() == 1);
            String text = ask.turns().getFirst().text();
            Future<String> told =
                    threads.submit(() -> script.run(Map.of(), busy.url() + "/v1", StoryServer.KEY, ask.model(), text));
            StoryServer.eventually(() -> busy.refused() > 0);
            busy.resume();
            assertThat(told.get()).isEqualTo("True " + expected.text() + "\n");
            assertThat(waiting.get()).isEqualTo(expected);
        }
    }

    private static void extras(JsonNode seen, Answer expected) {
        String text = JsonMapper.shared().writeValueAsString(expected.text());
        assertThat(seen.get("choices")).hasToString("[" + text + "," + text + "]");
        assertThat(seen.get("logprobs")).hasSize(expected.outputTokens()).allMatch(n -> n.intValue() == 2);
        assertThat(seen.get("responseTypes"))
                .hasToString("[\"response.completed\",\"response.content_part.added\",\"response.content_part.done\","
                        + "\"response.created\",\"response.in_progress\",\"response.output_item.added\","
                        + "\"response.output_item.done\",\"response.output_text.delta\","
                        + "\"response.output_text.done\"]");
        assertThat(seen.get("completions")).hasToString("[0,1]");
        assertThat(seen.get("listed")).hasToString("[\"stories\"]");
    }

    private static void errors(JsonNode seen) {
        assertThat(seen.get("noModel"))
                .hasToString("[\"NotFoundError\",404,\"The model `no-such-model` does not exist.\",true]");
        assertThat(seen.get("badField").toString())
                .startsWith("[\"BadRequestError\",400,\"")
                .contains("temperature");
        assertThat(seen.get("stranger").toString()).startsWith("[\"AuthenticationError\",401,\"");
    }
}

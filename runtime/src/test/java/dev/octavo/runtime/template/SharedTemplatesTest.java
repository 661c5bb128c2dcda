package dev.octavo.runtime.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Published templates and conversations, rendered as transformers renders them. */
class SharedTemplatesTest {

    @Test
    void everyTemplateRendersEveryConversation() throws IOException {
        Path directory = SharedMaterial.directory("chat-templates");
        JsonNode file = Cases.read(directory.resolve("conversations.json"));
        List<String> differences = new ArrayList<>();
        int cases = 0;
        try (Stream<Path> expectations = Files.list(directory.resolve("expected"))) {
            for (Path path : expectations.sorted().toList()) {
                JsonNode expected = Cases.read(path);
                String source = Files.readString(directory
                        .resolve("templates")
                        .resolve(expected.path("template").asString()));
                ChatPrompt prompt = new ChatPrompt(ChatTemplate.compile(source), Cases.specialTokens(expected));
                for (Map.Entry<String, JsonNode> entry :
                        expected.path("expected").properties()) {
                    JsonNode conversation = file.path("conversations").path(entry.getKey());
                    cases++;
                    String difference = Cases.difference(
                            entry.getValue(), () -> prompt.render(Cases.request(conversation), Cases.clock(file)));
                    if (difference != null) {
                        differences.add(path.getFileName() + " " + entry.getKey() + ": " + difference);
                    }
                }
            }
        }
        assertThat(cases).isGreaterThan(2000);
        assertThat(differences).isEmpty();
    }

    @Test
    void everySnippetRenders() throws IOException {
        JsonNode file = Cases.read(SharedMaterial.directory("chat-templates").resolve("jinja-snippets.json"));
        Map<String, Object> context = Cases.map(file.path("context"));
        Clock clock = Cases.clock(file);
        List<String> differences = new ArrayList<>();
        for (JsonNode snippet : file.path("snippets")) {
            String source = snippet.path("template").asString();
            String difference =
                    Cases.difference(snippet, () -> ChatTemplate.compile(source).render(context, clock));
            if (difference != null) {
                differences.add(source + ": " + difference);
            }
        }
        assertThat(differences).isEmpty();
    }
}

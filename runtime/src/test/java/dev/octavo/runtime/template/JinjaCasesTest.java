package dev.octavo.runtime.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Thousands of small templates whose results Jinja2 3.1.6 gave, in the environment that transformers sets up. */
class JinjaCasesTest {

    static JsonNode cases() throws IOException {
        try (InputStream in = Objects.requireNonNull(JinjaCasesTest.class.getResourceAsStream("jinja-cases.json"))) {
            return Cases.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void everyCaseRendersAsJinjaDoes() throws IOException {
        JsonNode file = cases();
        Map<String, Object> context = Cases.map(file.path("context"));
        Clock clock = Cases.clock(file);
        List<String> differences = new ArrayList<>();
        int cases = 0;
        for (JsonNode snippet : file.path("snippets")) {
            cases++;
            String source = snippet.path("template").asString();
            String difference =
                    Cases.difference(snippet, () -> ChatTemplate.compile(source).render(context, clock));
            if (difference != null) {
                differences.add(source + ": " + difference);
            }
        }
        assertThat(cases).isGreaterThan(2000);
        assertThat(differences).isEmpty();
    }
}

package dev.octavo.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everything that docs/clients.md shows in a fence stands, word for word, in a source that tests run. */
class ClientsPageTest {

    private static final Pattern FENCE = Pattern.compile("(?m)^```\\w+\n([^`]*?)^```$");
    private static final Pattern CITED = Pattern.compile("(?m)^<!-- from (\\S+) -->\n```\\w+\n([^`]*?)^```$");
    private static final Pattern REGION =
            Pattern.compile("(?s)[^\n]*clients\\.md: begin\n(.*?)\n[^\n]*clients\\.md: end");

    @Test
    void showsWhatTestsRun() throws Exception {
        String page = Files.readString(StoryServer.repository().resolve("docs/clients.md"));
        Map<String, String> cited = new TreeMap<>();
        for (MatchResult found : CITED.matcher(page).results().toList()) {
            cited.put(found.group(1), found.group(2).stripTrailing());
        }
        assertThat(cited).hasSameSizeAs(FENCE.matcher(page).results().toList());
        for (Map.Entry<String, String> snippet : cited.entrySet()) {
            String source = Files.readString(StoryServer.repository().resolve(snippet.getKey()));
            assertThat(REGION.matcher(source)
                            .results()
                            .map(found -> found.group(1).stripIndent().stripTrailing()))
                    .as("what %s has between its marks", snippet.getKey())
                    .containsExactly(snippet.getValue());
        }
        assertThat(cited.keySet()).as("sources with marks").isEqualTo(marked());
    }

    private static Set<String> marked() throws IOException {
        Set<String> marked = new TreeSet<>();
        for (String module : new String[] {"client-tests", "server"}) {
            Path tests = StoryServer.repository().resolve(module).resolve("src/test");
            try (Stream<Path> files = Files.walk(tests)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    boolean self = file.endsWith("ClientsPageTest.java");
                    if (!self && Files.readString(file).contains("clients.md: begin")) {
                        marked.add(StoryServer.repository().relativize(file).toString());
                    }
                }
            }
        }
        return marked;
    }
}

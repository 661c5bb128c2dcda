package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.cli.ServeFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the pages about compatibility call the same or different exists. */
class CompatibilityPagesTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private record Row(List<String> names, String state) {}

    private static List<Row> rows(String page) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Repository.root().resolve("docs/compatibility/" + page))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length < 4 || line.startsWith("|---")) {
                continue;
            }
            List<String> names = CODE.matcher(cells[1])
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            String state = cells[cells.length - 3].strip();
            if (!names.isEmpty()
                    && Set.of("same", "different", "absent", "ours").contains(state)) {
                rows.add(new Row(names, state));
            }
        }
        return rows;
    }

    @Test
    void flagsThatAreThereAreThere() throws Exception {
        Set<String> options = ServeFlags.names();
        List<Row> rows = rows("flags.md");
        assertThat(rows).hasSizeGreaterThan(60);
        for (Row row : rows) {
            for (String name : row.names()) {
                boolean flag = name.startsWith("--");
                if (flag && !row.state().equals("absent")) {
                    assertThat(options).contains(name);
                }
            }
        }
    }

    @Test
    void metricsThatAreThereAreThereAndAllAreListed() throws Exception {
        String text;
        try (StoryServer server = new StoryServer()) {
            server.post("/v1/completions", "{\"prompt\":\"Once\",\"max_tokens\":2}");
            text = server.get("/metrics");
        }
        Set<String> exported = new TreeSet<>();
        Matcher types = Pattern.compile("# TYPE (\\S+) (\\S+)").matcher(text);
        while (types.find()) {
            String name = types.group(1).replace("vllm:", "");
            boolean counter = types.group(2).equals("counter") && types.group(1).startsWith("vllm:");
            exported.add(counter ? name.substring(0, name.length() - "_total".length()) : name);
        }
        List<Row> rows = rows("metrics.md");
        Set<String> listed = rows.stream().flatMap(row -> row.names().stream()).collect(Collectors.toSet());
        assertThat(listed).as("everything exported is on the page").containsAll(exported);
        for (Row row : rows) {
            for (String name : row.names()) {
                boolean traces = name.startsWith("octavo:trace_");
                if (!row.state().equals("absent") && !traces) {
                    assertThat(exported).contains(name);
                }
            }
        }
    }
}

package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.cli.ServeFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the pages about compatibility call the same or different exists. */
class CompatibilityPagesTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private record Row(List<String> names, String state) {}

    private static List<Row> rows(String page) throws IOException {
        return rows(Files.readAllLines(Repository.root().resolve("docs/compatibility/" + page)));
    }

    private static List<Row> rows(List<String> lines) {
        List<Row> rows = new ArrayList<>();
        for (String line : lines) {
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

    private static JsonNode openApi() throws IOException {
        Path resource = Repository.root().resolve("server/src/main/resources/dev/octavo/server/openai/openapi.json");
        return JsonMapper.shared().readTree(Files.readString(resource));
    }

    /** The rows under a heading of the page about endpoints and fields. */
    private static List<Row> section(String heading) throws IOException {
        String page = Files.readString(Repository.root().resolve("docs/compatibility.md"));
        int start = page.indexOf("\n## " + heading + "\n");
        assertThat(start).as(heading).isPositive();
        int end = page.indexOf("\n## ", start + 1);
        return rows((end < 0 ? page.substring(start) : page.substring(start, end))
                .lines()
                .toList());
    }

    @Test
    void endpointsThatAreThereAreThere() throws Exception {
        JsonNode paths = openApi().get("paths");
        Set<String> documented = new TreeSet<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> listed = new TreeSet<>();
        for (Row row : section("Endpoints")) {
            for (String name : row.names()) {
                assertThat(documented.contains(name))
                        .as(name)
                        .isEqualTo(!row.state().equals("absent"));
                listed.add(name);
            }
        }
        assertThat(listed).as("everything served is on the page").containsAll(documented);
    }

    @Test
    void fieldsThatAreThereAreThere() throws Exception {
        fields("/v1/completions", "CompletionRequest");
        fields("/v1/chat/completions", "ChatCompletionRequest");
        fields("/v1/responses", "ResponsesRequest");
        fields("/v1/messages", "MessagesRequest");
        fields("/inference/v1/generate", "GenerateRequest");
    }

    private static void fields(String path, String schema) throws IOException {
        JsonNode properties =
                openApi().get("components").get("schemas").get(schema).get("properties");
        List<Row> rows = section("Fields of `" + path + "`");
        assertThat(rows).hasSizeGreaterThan(2);
        for (Row row : rows) {
            for (String name : row.names()) {
                JsonNode field = properties.path(name);
                String kind = field.path("x-octavo").asString("");
                assertThat(field.isMissingNode()).as(path + " " + name).isFalse();
                assertThat(kind.equals("refused"))
                        .as(path + " " + name + " is refused")
                        .isEqualTo(row.state().equals("absent"));
            }
        }
    }
}

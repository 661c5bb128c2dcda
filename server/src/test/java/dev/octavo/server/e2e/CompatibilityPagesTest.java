package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.DiskOffloading;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.cli.ServeFlags;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.OperationsConfig;
import dev.octavo.server.openai.ServerConfig;
import dev.octavo.server.serving.ServingOptions;
import dev.octavo.server.trace.TraceOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    private static String figuresWithEverythingSwitchedOn(Path directory) throws Exception {
        ServingOptions traced =
                ServingOptions.defaults().withTraces(TraceOptions.of(URI.create("http://127.0.0.1:9"), "octavo"));
        try (Llm llm = Llm.model(Repository.embeddedModel())
                        .device("cpu")
                        .cacheBytes(16L << 20)
                        .engine(EngineConfig.builder()
                                .maxSequences(4)
                                .kvOffloadingBytes(16L << 20)
                                .kvOffloadingDisk(new DiskOffloading(directory, 16L << 20))
                                .build())
                        .warmUp(Duration.ZERO)
                        .open();
                OctavoServer server = OctavoServer.start(
                        ServerConfig.builder()
                                .port(0)
                                .accessLog(false)
                                .operations(OperationsConfig.defaults().withServing(traced))
                                .build(),
                        llm.engine());
                HttpClient client = HttpClient.newHttpClient()) {
            URI url = URI.create("http://127.0.0.1:" + server.address().getPort() + "/");
            client.send(
                    HttpRequest.newBuilder(url.resolve("v1/models")).build(), HttpResponse.BodyHandlers.discarding());
            return client.send(
                            HttpRequest.newBuilder(url.resolve("metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void metricsThatAreThereAreThereAndAllAreListed(@TempDir Path directory) throws Exception {
        String text = figuresWithEverythingSwitchedOn(directory);
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
                if (!row.state().equals("absent")) {
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

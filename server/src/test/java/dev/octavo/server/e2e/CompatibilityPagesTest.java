package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
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

    private static String figuresWithEverythingSwitchedOn() throws Exception {
        ServingOptions traced =
                ServingOptions.defaults().withTraces(TraceOptions.of(URI.create("http://127.0.0.1:9"), "octavo"));
        try (Llm llm = Llm.model(Repository.embeddedModel())
                        .device("cpu")
                        .cacheBytes(16L << 20)
                        .engine(EngineConfig.builder()
                                .maxSequences(4)
                                .kvOffloadingBytes(16L << 20)
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
    void metricsThatAreThereAreThereAndAllAreListed() throws Exception {
        String text = figuresWithEverythingSwitchedOn();
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
}

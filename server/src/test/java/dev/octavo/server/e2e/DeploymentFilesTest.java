package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.OperationsConfig;
import dev.octavo.server.openai.ServerConfig;
import dev.octavo.server.serving.ServingOptions;
import dev.octavo.server.trace.TraceOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Dashboard and alert rules name only what a live server exports. */
class DeploymentFilesTest {

    private static final Path DEPLOY = Repository.root().resolve("deploy");
    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"");

    /** What Prometheus adds by itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    private static final Map<String, Set<String>> EXPORTED = new TreeMap<>();

    @BeforeAll
    static void scrape() throws Exception {
        ServingOptions traced =
                ServingOptions.defaults().withTraces(TraceOptions.of(URI.create("http://127.0.0.1:9"), "octavo"));
        try (StoryServer story = new StoryServer();
                OctavoServer server = OctavoServer.start(
                        ServerConfig.builder()
                                .port(0)
                                .accessLog(false)
                                .operations(OperationsConfig.defaults().withServing(traced))
                                .build(),
                        story.llm().engine());
                HttpClient client = HttpClient.newHttpClient()) {
            String url = "http://127.0.0.1:" + server.address().getPort();
            client.send(
                    HttpRequest.newBuilder(URI.create(url + "/v1/completions"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"Once\",\"max_tokens\":4}"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            HttpResponse<String> metrics = client.send(
                    HttpRequest.newBuilder(URI.create(url + "/metrics")).build(), HttpResponse.BodyHandlers.ofString());
            metrics.body().lines().filter(line -> !line.startsWith("#")).forEach(DeploymentFilesTest::note);
        }
    }

    private static void note(String line) {
        Matcher series = SERIES.matcher(line);
        assertThat(series.matches()).as(line).isTrue();
        Set<String> labels = EXPORTED.computeIfAbsent(series.group(1), name -> new TreeSet<>());
        if (series.group(2) != null) {
            LABEL.matcher(series.group(2)).results().forEach(label -> labels.add(label.group(1)));
        }
    }

    private static void check(String where, String expression) {
        PromQuery query = PromQuery.of(expression.replace("$__rate_interval", "1m"));
        Set<String> metrics = new TreeSet<>(query.metrics());
        metrics.remove("up");
        assertThat(query.metrics()).as(where + ": " + expression).isNotEmpty();
        assertThat(EXPORTED.keySet()).as(where).containsAll(metrics);
        Set<String> known = new TreeSet<>(OF_PROMETHEUS);
        metrics.forEach(metric -> known.addAll(EXPORTED.get(metric)));
        assertThat(known).as(where + ": " + expression).containsAll(query.labels());
    }

    @Test
    void theDashboardAsksForWhatIsThere() throws Exception {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DEPLOY.resolve("grafana/octavo.json")));
        List<String> expressions = new ArrayList<>();
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertThat(ids.add(panel.get("id").intValue()))
                    .as("ids of panels differ")
                    .isTrue();
            for (JsonNode target : panel.path("targets")) {
                expressions.add(target.get("expr").stringValue());
                check(panel.get("title").stringValue(), target.get("expr").stringValue());
                checkLegend(target);
            }
        }
        assertThat(expressions).hasSizeGreaterThan(40);
        for (JsonNode variable : dashboard.get("templating").get("list")) {
            if (variable.get("type").stringValue().equals("query")) {
                String query = variable.get("query").get("query").stringValue();
                Matcher parts =
                        Pattern.compile("label_values\\(([^,]+), ([a-z_]+)\\)").matcher(query);
                assertThat(parts.matches()).as(query).isTrue();
                check("variable", parts.group(1) + "{" + parts.group(2) + "=\"\"}");
            }
        }
    }

    /** What a legend shows is a label that the expression keeps. */
    private static void checkLegend(JsonNode target) {
        String expression = target.get("expr").stringValue();
        Matcher shown = Pattern.compile("\\{\\{([a-z_]+)}}")
                .matcher(target.get("legendFormat").stringValue());
        while (shown.find()) {
            boolean grouped = expression.startsWith("sum by (");
            Set<String> kept = new TreeSet<>(PromQuery.of(expression).labels());
            if (!grouped) {
                PromQuery.of(expression.replace("$__rate_interval", "1m"))
                        .metrics()
                        .forEach(m -> kept.addAll(EXPORTED.get(m)));
                kept.addAll(OF_PROMETHEUS);
            }
            assertThat(kept).as(expression).contains(shown.group(1));
        }
    }

    @Test
    void theRulesWatchWhatIsThere() throws Exception {
        JsonNode rules = new YAMLMapper().readTree(Files.readString(DEPLOY.resolve("prometheus/alerts.yml")));
        Set<String> names = new TreeSet<>();
        for (JsonNode group : rules.get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                String name = rule.get("alert").stringValue();
                assertThat(names.add(name)).as(name + " is there once").isTrue();
                check(name, rule.get("expr").stringValue());
                assertThat(rule.get("annotations").get("summary").stringValue()).isNotBlank();
                assertThat(rule.get("labels").get("severity").stringValue()).isIn("critical", "warning", "info");
            }
        }
        assertThat(names).hasSizeGreaterThan(10);
        JsonNode scrape = new YAMLMapper().readTree(Files.readString(DEPLOY.resolve("prometheus/prometheus.yml")));
        assertThat(scrape.get("rule_files").get(0).stringValue()).isEqualTo("alerts.yml");
        assertThat(scrape.get("scrape_configs").get(0).get("job_name").stringValue())
                .isEqualTo("octavo");
    }

    @Test
    void aNameThatIsNotExportedWouldBeFound() {
        PromQuery query = PromQuery.of(
                "histogram_quantile(0.99, sum by (le, handler) (rate(a:b_bucket{x=~\"c_d\"}[5m]))) > 2 * d_e and on (instance) f");
        assertThat(query.metrics()).containsExactlyInAnyOrder("a:b_bucket", "d_e", "f");
        assertThat(query.labels()).containsExactlyInAnyOrder("le", "handler", "x", "instance");
    }
}

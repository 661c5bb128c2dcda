package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.server.http.CorsPolicy;
import dev.octavo.server.http.Router;
import dev.octavo.server.openai.OperationsConfig.Control;
import dev.octavo.spi.UserException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, origins, paths. */
class AccessTest {

    @TempDir
    private Path folder;

    @Test
    void everyRouteButHealthReadinessAndThePageNeedsAKey() throws Exception {
        OperationsConfig operations = OperationsConfig.defaults().withControl(new Control(true, Optional.empty()));
        try (ServerFixture server =
                new ServerFixture(s -> s.apiKeys(List.of("right")).operations(operations))) {
            List<Router.Route> routes = server.server.routes();
            assertThat(routes).hasSizeGreaterThan(12);
            assertThat(routes.stream().filter(Router.Route::open).map(Router.Route::template))
                    .containsExactlyInAnyOrder("/health", "/ready", "/", "/web/*");
            for (Router.Route route : routes) {
                String path = route.template().replace("/web/*", "/web/main.js").replace("*", "x");
                for (String key : new String[] {"", "Bearer wrong", "Basic right", "Bearer ", "right"}) {
                    int status = status(server, route.method(), path, key);
                    if (route.open()) {
                        assertThat(status).as(route + key).isEqualTo(200);
                    } else {
                        assertThat(status).as(route + key).isEqualTo(401);
                    }
                }
                assertThat(status(server, route.method(), path, "Bearer right")).isNotEqualTo(401);
            }
            assertThat(status(server, "GET", "/nowhere", ""))
                    .as("what is not there")
                    .isEqualTo(401);
            assertThat(status(server, "DELETE", "/v1/models", "")).isEqualTo(401);
            assertThat(status(server, "HEAD", "/v1/models", "")).isEqualTo(401);
        }
    }

    private static int status(ServerFixture server, String method, String path, String key) throws Exception {
        HttpRequest.Builder request = server.request(path).method(method, HttpRequest.BodyPublishers.noBody());
        if (!key.isEmpty()) {
            request.header("Authorization", key);
        }
        return server.send(request.build()).statusCode();
    }

    @Test
    void keysComeFromAFileThatMayChange() throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), "# ours\n\n  first  \nsecond\n");
        OperationsConfig operations = OperationsConfig.defaults().withApiKeyFile(file);
        try (LogCapture log = new LogCapture();
                ServerFixture server =
                        new ServerFixture(s -> s.apiKeys(List.of("fixed")).operations(operations))) {
            for (String key : List.of("fixed", "first", "second")) {
                assertThat(models(server, key)).as(key).isEqualTo(200);
            }
            assertThat(models(server, "# ours")).isEqualTo(401);
            Files.writeString(file, "third-key\n");
            ServerFixture.eventually(() -> models(server, "third-key") == 200);
            assertThat(models(server, "first")).isEqualTo(401);
            assertThat(models(server, "fixed")).isEqualTo(200);
            Files.writeString(file, "# nobody\n");
            ServerFixture.eventually(() -> log.lines().stream().anyMatch(line -> line.contains("former ones stay")));
            assertThat(models(server, "third-key"))
                    .as("an empty file opens nothing and closes nothing")
                    .isEqualTo(200);
            assertThat(models(server, "")).isEqualTo(401);
            assertThat(log.lines()).noneMatch(line -> line.contains("third-key"));
        }
    }

    @Test
    void aFileWithoutAKeyOpensNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("none"), "#\n\n");
        assertThatThrownBy(() -> ServerFixture.operated(o -> o.withApiKeyFile(file)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no key");
        assertThatThrownBy(() -> ServerFixture.operated(o -> o.withApiKeyFile(folder.resolve("missing"))))
                .hasMessageContaining("missing");
    }

    private static int models(ServerFixture server, String key) {
        try {
            return status(server, "GET", "/v1/models", "Bearer " + key);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void preflightsSayExactlyWhatIsAllowed() throws Exception {
        CorsPolicy policy = new CorsPolicy(
                List.of("https://a.example", "https://b.example"),
                List.of("GET", "POST"),
                List.of("Authorization"),
                true);
        try (ServerFixture server = ServerFixture.operated(o -> o.withCors(policy))) {
            for (String origin : List.of("https://a.example", "https://b.example")) {
                HttpResponse<String> answer = preflight(server, origin);
                assertThat(answer.statusCode()).isEqualTo(204);
                assertThat(value(answer, "allow-origin")).contains(origin);
                assertThat(value(answer, "allow-methods")).contains("GET, POST");
                assertThat(value(answer, "allow-headers"))
                        .contains("Accept, Accept-Language, Content-Language, Content-Type, Authorization");
                assertThat(value(answer, "allow-credentials")).contains("true");
                assertThat(answer.headers().firstValue("vary")).contains("Origin");
            }
            for (String origin :
                    List.of("https://a.example.evil.example", "http://a.example", "https://A.example", "null", "*")) {
                HttpResponse<String> answer = preflight(server, origin);
                assertThat(answer.headers().map().keySet())
                        .as(origin)
                        .noneMatch(name -> name.startsWith("access-control"));
            }
        }
    }

    @Test
    void everyOriginNeverComesWithCredentials() throws Exception {
        assertThatThrownBy(() -> new CorsPolicy(List.of("*"), List.of("*"), List.of("*"), true))
                .isInstanceOf(UserException.class);
        try (ServerFixture server = ServerFixture.operated(o -> o.withCors(CorsPolicy.of(List.of("*"))))) {
            HttpResponse<String> answer = preflight(server, "https://any.example");
            assertThat(value(answer, "allow-origin")).contains("*");
            assertThat(value(answer, "allow-credentials")).isEmpty();
            assertThat(value(answer, "allow-headers")).contains("authorization, x-thing");
        }
    }

    private static Optional<String> value(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue("access-control-" + name);
    }

    private static HttpResponse<String> preflight(ServerFixture server, String origin) throws Exception {
        return server.send(server.request("/v1/completions")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "Authorization, bad header, X-Thing")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
    }

    @Test
    void aRootPathIsTakenOff() throws Exception {
        try (ServerFixture server = new ServerFixture(s ->
                s.apiKeys(List.of("k")).operations(OperationsConfig.defaults().withRootPath("/llm")))) {
            assertThat(status(server, "GET", "/llm/health", "")).isEqualTo(200);
            assertThat(status(server, "GET", "/health", "")).isEqualTo(200);
            assertThat(status(server, "GET", "/llm/v1/models/alias", "Bearer k"))
                    .isEqualTo(200);
            assertThat(status(server, "GET", "/llm/v1/models", "")).isEqualTo(401);
            assertThat(status(server, "GET", "/llmx/health", "Bearer k")).isEqualTo(404);
            assertThat(status(server, "GET", "/llm/llm/health", "Bearer k")).isEqualTo(404);
        }
        for (String wrong : Stream.of("llm", "/llm/", "/").toList()) {
            assertThatThrownBy(() -> OperationsConfig.defaults().withRootPath(wrong))
                    .isInstanceOf(UserException.class);
        }
    }
}

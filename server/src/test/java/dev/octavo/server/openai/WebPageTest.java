package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The web page as a client sees it that is no browser. */
class WebPageTest {

    private static final Path SOURCES = Path.of("src/main/resources/dev/octavo/server/web");
    private static final Pattern ADDRESS = Pattern.compile("(?:href|src)=\"(?!#)([^\"]*)\"");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .* from \"([^\"]*)\";$");

    private static HttpResponse<String> get(ServerFixture server, String path, String... headers) throws Exception {
        HttpRequest.Builder request = server.request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return server.send(request.build());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void thePageHasAStrictPolicyAndNoKeyIsNeeded() throws Exception {
        try (ServerFixture server = new ServerFixture(s -> s.apiKeys(List.of("k")))) {
            HttpResponse<String> page = get(server, "/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.body()).startsWith("<!doctype html>");
            assertThat(header(page, "x-content-type-options")).isEqualTo("nosniff");
            assertThat(header(page, "referrer-policy")).isEqualTo("no-referrer");
            assertThat(header(page, "cache-control")).isEqualTo("no-cache");
            assertThat(header(page, "content-security-policy").split("; ", -1))
                    .contains(
                            "default-src 'none'",
                            "script-src 'self'",
                            "style-src 'self'",
                            "connect-src 'self'",
                            "frame-ancestors 'none'",
                            "require-trusted-types-for 'script'")
                    .noneMatch(directive -> directive.contains("unsafe") || directive.contains("*"));
            assertThat(get(server, "/v1/models").statusCode()).isEqualTo(401);
        }
    }

    /** What a page loads, and what its scripts load. */
    private static Set<String> files(ServerFixture server) throws Exception {
        Set<String> found = new LinkedHashSet<>();
        ADDRESS.matcher(get(server, "/").body()).results().forEach(each -> found.add(each.group(1)));
        List<String> todo = new ArrayList<>(found);
        while (!todo.isEmpty()) {
            String file = todo.removeLast();
            IMPORT.matcher(get(server, "/" + file).body()).results().forEach(each -> {
                String imported = "web/" + each.group(1).substring("./".length());
                if (found.add(imported)) {
                    todo.add(imported);
                }
            });
        }
        return found;
    }

    @Test
    void everythingThatThePageLoadsIsThereAndNothingElseIs() throws Exception {
        try (ServerFixture server = ServerFixture.plain();
                Stream<Path> sources = Files.list(SOURCES)) {
            Set<String> files = files(server);
            for (String file : files) {
                HttpResponse<String> answer = get(server, "/" + file);
                assertThat(answer.statusCode()).as(file).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(Files.readString(SOURCES.resolve(file.substring(4))));
                assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
                assertThat(header(answer, "content-security-policy")).isNotEmpty();
                assertThat(header(answer, "content-type"))
                        .as(file)
                        .isEqualTo(
                                file.endsWith(".js")
                                        ? "text/javascript; charset=utf-8"
                                        : file.endsWith(".css") ? "text/css; charset=utf-8" : "image/svg+xml");
            }
            assertThat(sources.map(path -> path.getFileName().toString()).filter(name -> !name.equals("index.html")))
                    .as("no file that nobody loads")
                    .containsExactlyInAnyOrderElementsOf(
                            files.stream().map(file -> file.substring(4)).toList());
        }
    }

    @Test
    void nothingInItIsInlineOrComesFromElsewhere() throws Exception {
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                String text = Files.readString(source);
                assertThat(text)
                        .as(source.toString())
                        .doesNotContainPattern(
                                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function")
                        .doesNotContainPattern("(?i:\\son[a-z]+=\"|style=\"|<style|javascript:|@import)|\\burl\\(")
                        .doesNotContainPattern("(?:src|href)=\"(?:https?:|//|/)");
            }
        }
    }

    @Test
    void aFileThatIsKnownIsNotSentAgain() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            for (String path : List.of("/", "/web/main.js")) {
                String tag = header(get(server, path), "etag");
                assertThat(tag).matches("\"[0-9a-f]{32}\"");
                for (String condition : List.of(tag, "\"other\", W/" + tag, "*")) {
                    HttpResponse<String> answer = get(server, path, "If-None-Match", condition);
                    assertThat(answer.statusCode()).as(condition).isEqualTo(304);
                    assertThat(answer.body()).isEmpty();
                    assertThat(header(answer, "etag")).isEqualTo(tag);
                }
                assertThat(get(server, path, "If-None-Match", "\"other\"").statusCode())
                        .isEqualTo(200);
            }
            assertThat(header(get(server, "/web/main.js"), "etag")).isNotEqualTo(header(get(server, "/"), "etag"));
        }
    }

    @Test
    void headHasTheHeadersAloneAndTheConnectionGoesOn() throws Exception {
        try (ServerFixture server = ServerFixture.plain();
                RawConnection raw = new RawConnection(server.port())) {
            int length = get(server, "/").body().getBytes(StandardCharsets.UTF_8).length;
            raw.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(raw.head().toLowerCase(java.util.Locale.ROOT))
                    .startsWith("http/1.1 200")
                    .contains("content-length: " + length, "etag: ", "content-security-policy: ");
            String tag = header(get(server, "/"), "etag");
            raw.send("GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: " + tag + "\r\n\r\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 304");
            raw.send(RawConnection.get("/health"));
            assertThat(raw.answer()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatIsNoFileOfThePageIsNotFound() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            for (String path : List.of(
                    "/web/",
                    "/web",
                    "/web/index.html",
                    "/web/WebPage.class",
                    "/web/../openai/openapi.json",
                    "/web/%2e%2e/openai/openapi.json",
                    "/web/..%2fopenai%2fopenapi.json",
                    "/web/../../../../META-INF/MANIFEST.MF",
                    "/web//etc/passwd",
                    "/web/%2fetc%2fpasswd",
                    "/web/main.js%00",
                    "/web/main.js/",
                    "/web/MAIN.js",
                    "/web/%5c..%5cmain.js",
                    "/index.html",
                    "/main.js")) {
                try (RawConnection raw = new RawConnection(server.port())) {
                    raw.send(RawConnection.get(path));
                    assertThat(raw.answer()).as(path).startsWith("HTTP/1.1 404").contains("NotFoundError");
                }
            }
            HttpRequest post = server.request("/")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(server.send(post).statusCode()).isEqualTo(405);
        }
    }

    @Test
    void itIsThereBehindARootPath() throws Exception {
        try (ServerFixture server = ServerFixture.operated(o -> o.withRootPath("/llm"))) {
            assertThat(get(server, "/llm/").body()).isEqualTo(get(server, "/").body());
            assertThat(get(server, "/llm/web/main.js").statusCode()).isEqualTo(200);
            for (String bare : List.of("/llm", "/llm?x=1")) {
                HttpResponse<String> answer = get(server, bare);
                assertThat(answer.statusCode()).as(bare).isEqualTo(308);
                assertThat(header(answer, "location")).isEqualTo("/llm/");
            }
        }
    }

    @Test
    void itCanBeSwitchedOff() throws Exception {
        try (ServerFixture server = ServerFixture.operated(o -> o.withWebPage(false))) {
            assertThat(get(server, "/").statusCode()).isEqualTo(404);
            assertThat(get(server, "/web/main.js").statusCode()).isEqualTo(404);
            assertThat(get(server, "/v1/models").statusCode()).isEqualTo(200);
        }
        try (ServerFixture server = new ServerFixture(s ->
                s.apiKeys(List.of("k")).operations(OperationsConfig.defaults().withWebPage(false)))) {
            assertThat(get(server, "/").statusCode())
                    .as("as every unknown path")
                    .isEqualTo(401);
        }
    }
}

package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StatusRoutesTest {

    private ServerFixture server;

    @BeforeEach
    void start() {
        server = ServerFixture.plain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsModels() throws Exception {
        JsonNode list = json("/v1/models");
        assertThat(list.get("object").stringValue()).isEqualTo("list");
        assertThat(list.get("data").size()).isEqualTo(2);
        JsonNode card = list.get("data").get(0);
        assertThat(card.get("id").stringValue()).isEqualTo("org/tiny");
        assertThat(card.get("object").stringValue()).isEqualTo("model");
        assertThat(card.get("max_model_len").intValue()).isEqualTo(FakeEngine.MAX_LENGTH);
        assertThat(card.get("root").stringValue()).isEqualTo("/models/tiny");
        assertThat(json("/v1/models/org/tiny")).isEqualTo(card);
        assertThat(json("/v1/models/org%2Ftiny")).isEqualTo(card);
        HttpResponse<String> missing = server.get("/v1/models/other");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("The model `other` does not exist.").contains("NotFoundError");
    }

    @Test
    void tokenizesTextAndChats() throws Exception {
        assertThat(server.ok("/tokenize", "{\"prompt\":\"ab\"}").toString())
                .isEqualTo("{\"count\":3,\"max_model_len\":512,\"tokens\":[1,100,101],\"token_strs\":null}");
        assertThat(server.ok(
                                "/tokenize",
                                "{\"model\":\"alias\",\"prompt\":\"a\",\"add_special_tokens\":false,\"return_token_strs\":true}")
                        .toString())
                .isEqualTo("{\"count\":1,\"max_model_len\":512,\"tokens\":[100],\"token_strs\":[\"<61>\"]}");
        JsonNode chat = server.ok(
                "/tokenize", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"add_generation_prompt\":false}");
        assertThat(chat.get("count").intValue()).isEqualTo("[user]x".length());
    }

    @Test
    void detokenizes() throws Exception {
        assertThat(server.ok("/detokenize", "{\"tokens\":[1,100,101]}").toString())
                .isEqualTo("{\"prompt\":\"<s>ab\"}");
        assertThat(server.ok("/detokenize", "{\"tokens\":[]}").toString()).isEqualTo("{\"prompt\":\"\"}");
    }

    @Test
    void tellsHealth() throws Exception {
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        assertThat(server.get("/health").body()).isEmpty();
        assertThat(server.get("/ping").statusCode()).isEqualTo(200);
        assertThat(server.post("/ping", "").statusCode()).isEqualTo(200);
        server.engine.failure = Optional.of(new IllegalStateException("boom with a secret"));
        HttpResponse<String> sick = server.get("/health");
        assertThat(sick.statusCode()).isEqualTo(503);
        assertThat(sick.body())
                .contains("engine has stopped: IllegalStateException")
                .doesNotContain("secret");
        HttpResponse<String> refused = server.post("/v1/completions", "{\"prompt\":\"a\"}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void tellsVersionLoadAndMetrics() throws Exception {
        assertThat(server.get("/version").body()).isEqualTo("{\"version\":\"1.2.3\"}");
        assertThat(server.get("/load").body()).isEqualTo("{\"server_load\":0}");
        HttpResponse<String> metrics = server.get("/metrics");
        assertThat(metrics.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body()).contains("vllm:num_requests_running 0\n");
        CountDownLatch gate = new CountDownLatch(1);
        server.engine.script = request -> FakeScript.of("la la").until(gate);
        var stream = server.client.sendAsync(
                server.request("/v1/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"prompt\":\"a\",\"max_tokens\":400,\"stream\":true}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        ServerFixture.eventually(() -> server.engine.running.size() == 1);
        assertThat(load()).isEqualTo(1);
        gate.countDown();
        assertThat(stream.get().statusCode()).isEqualTo(200);
        // A client may see the end of its answer before the server has written down that it ended.
        ServerFixture.eventually(() -> load() == 0);
    }

    private int load() {
        try {
            return ServerFixture.JSON
                    .readTree(server.get("/load").body())
                    .get("server_load")
                    .intValue();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void knowsWhatIsNotThere() throws Exception {
        HttpResponse<String> missing = server.get("/v1/nothing?key=1");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(error(missing).get("type").stringValue()).isEqualTo("NotFoundError");
        HttpResponse<String> wrong = server.get("/v1/completions");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("allow")).contains("POST, OPTIONS");
        HttpResponse<String> head =
                server.send(server.request("/v1/models").HEAD().build());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        HttpResponse<String> options = server.send(server.request("/ping")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("allow")).contains("GET, HEAD, POST, OPTIONS");
    }

    @Test
    void guardsEveryRouteButHealth() throws Exception {
        try (ServerFixture guarded = new ServerFixture(s -> s.apiKeys(List.of("first", "second-key")))) {
            List<String> routes = List.of(
                    "GET /v1/models",
                    "GET /v1/models/x",
                    "POST /v1/completions",
                    "POST /v1/chat/completions",
                    "POST /tokenize",
                    "POST /detokenize",
                    "GET /version",
                    "GET /metrics",
                    "GET /ping",
                    "POST /ping",
                    "GET /load",
                    "GET /nothing",
                    "HEAD /v1/models",
                    "OPTIONS /v1/models");
            for (String route : routes) {
                for (String key : List.of("", "Bearer", "Bearer ", "Bearer firs", "Bearer first2", "Basic first")) {
                    assertThat(status(guarded, route, key))
                            .as(route + " with " + key)
                            .isEqualTo(401);
                }
                assertThat(status(guarded, route, "Bearer second-key"))
                        .as(route)
                        .isNotEqualTo(401);
                assertThat(status(guarded, route, "bearer first")).as(route).isNotEqualTo(401);
            }
            assertThat(guarded.get("/health").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = guarded.get("/v1/models");
            assertThat(refused.headers().firstValue("www-authenticate")).contains("Bearer");
            assertThat(error(refused).get("type").stringValue()).isEqualTo("AuthenticationError");
        }
    }

    @Test
    void allowsOnlyKnownOrigins() throws Exception {
        assertThat(origin(server, "https://a.example").headers().firstValue("access-control-allow-origin"))
                .isEmpty();
        try (ServerFixture some = new ServerFixture(
                s -> s.allowedOrigins(List.of("https://a.example")).apiKeys(List.of("k")))) {
            HttpResponse<String> allowed = origin(some, "https://a.example");
            assertThat(allowed.headers().firstValue("access-control-allow-origin"))
                    .contains("https://a.example");
            assertThat(allowed.headers().firstValue("vary")).contains("Origin");
            assertThat(origin(some, "https://b.example").headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
            HttpResponse<String> preflight = some.send(some.request("/v1/completions")
                    .header("Origin", "https://a.example")
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "authorization, content-type")
                    .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                    .build());
            assertThat(preflight.statusCode())
                    .as("a preflight cannot carry the key")
                    .isEqualTo(204);
            assertThat(preflight.headers().firstValue("access-control-allow-headers"))
                    .contains("authorization, content-type");
        }
        try (ServerFixture any = new ServerFixture(s -> s.allowedOrigins(List.of("*")))) {
            assertThat(origin(any, "null").headers().firstValue("access-control-allow-origin"))
                    .contains("*");
        }
    }

    private static HttpResponse<String> origin(ServerFixture server, String origin) throws Exception {
        return server.send(server.request("/health").header("Origin", origin).build());
    }

    private static int status(ServerFixture server, String route, String key) throws Exception {
        String[] parts = route.split(" ", 2);
        HttpRequest.Builder request = server.request(parts[1]).method(parts[0], HttpRequest.BodyPublishers.noBody());
        if (!key.isEmpty()) {
            request.header("Authorization", key);
        }
        return server.send(request.build()).statusCode();
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return ServerFixture.JSON.readTree(response.body());
    }

    private static JsonNode error(HttpResponse<String> response) {
        return ServerFixture.JSON.readTree(response.body()).get("error");
    }
}

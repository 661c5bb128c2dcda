package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document says what is true: every route is there, every field is read, and whatever is made of its schemas gets an answer of the right kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ServerFixture server;
    private JsonNode document;

    @BeforeAll
    void start() throws Exception {
        server = new ServerFixture(s -> s.api(ApiOptions.defaults().withStoredResponses(10)));
        HttpResponse<String> response = server.get("/openapi.json");
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        document = ServerFixture.JSON.readTree(response.body());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** A documented way to post a body. */
    private record Operation(String path, JsonNode schema, ObjectNode example) {}

    private List<Operation> operations() {
        List<Operation> out = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            JsonNode body = path.getValue()
                    .path("post")
                    .path("requestBody")
                    .path("content")
                    .path("application/json");
            if (!body.isMissingNode()) {
                String schema = body.get("schema").get("$ref").stringValue();
                out.add(new Operation(
                        path.getKey(),
                        document.get("components").get("schemas").get(schema.substring(schema.lastIndexOf('/') + 1)),
                        (ObjectNode) body.get("example")));
            }
        }
        assertThat(out).hasSizeGreaterThan(10);
        return out;
    }

    @Test
    void everyRouteIsThere() throws Exception {
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (String method : path.getValue().propertyNames()) {
                if (path.getValue().get(method).has("x-octavo")) {
                    continue; // Control routes, which this server does not have.
                }
                String at = path.getKey()
                        .replace("{model}", "alias")
                        .replace("{response_id}", "resp_none")
                        .replace("{file}", "main.js");
                HttpResponse<String> response = server.send(server.request(at)
                        .method(method.toUpperCase(Locale.ROOT), HttpRequest.BodyPublishers.ofString("{}"))
                        .build());
                assertThat(response.statusCode()).as(method + " " + at).isNotEqualTo(405);
                assertThat(response.body()).as(method + " " + at).doesNotContain("There is nothing at");
            }
        }
    }

    @Test
    void noRouteIsLeftOut() {
        List<String> documented = document.get("paths").properties().stream()
                .flatMap(path -> path.getValue().propertyNames().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " "
                                + path.getKey().replaceFirst("\\{.*", "*")))
                .toList();
        assertThat(server.server.routes().stream().map(route -> route.method() + " " + route.template()))
                .isSubsetOf(documented)
                .hasSizeGreaterThan(20);
    }

    @TestFactory
    List<DynamicTest> everyExampleIsAnswered() {
        return operations().stream()
                .map(o -> DynamicTest.dynamicTest(
                        o.path(), () -> server.ok(o.path(), o.example().toString())))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everyFieldIsRead() {
        List<DynamicTest> out = new ArrayList<>();
        for (Operation operation : operations()) {
            for (Map.Entry<String, JsonNode> field :
                    operation.schema().get("properties").properties()) {
                String name = operation.path() + " " + field.getKey();
                out.add(DynamicTest.dynamicTest(name, () -> {
                    ObjectNode body = operation.example().deepCopy();
                    body.set(field.getKey(), wrong(field.getValue()));
                    HttpResponse<String> response = server.post(operation.path(), body.toString());
                    assertThat(response.statusCode())
                            .as(body + " -> " + response.body())
                            .isIn(400, 501);
                    assertThat(response.body()).as(body.toString()).contains(field.getKey());
                }));
            }
        }
        return out;
    }

    /** A value of another type. */
    private static JsonNode wrong(JsonNode schema) {
        return switch (schema.path("type").asString("several")) {
            case "string" -> NODES.arrayNode().add(1);
            case "integer", "number", "boolean" -> NODES.stringNode("x");
            default -> NODES.numberNode(7.5);
        };
    }

    @Test
    void whateverIsSentIsAnswered() throws Exception {
        Random random = new Random(11);
        List<Operation> operations = operations();
        int good = 0;
        for (int i = 0; i < 2500; i++) {
            Operation operation = operations.get(i % operations.size());
            ObjectNode body = operation.example().deepCopy();
            List<String> names =
                    List.copyOf(operation.schema().get("properties").propertyNames());
            for (int j = random.nextInt(4); j > 0; j--) {
                String name = names.get(random.nextInt(names.size()));
                body.set(name, value(operation.schema().get("properties").get(name), random, 0));
            }
            HttpResponse<String> response = server.send(server.request(operation.path())
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                    .build());
            String what = operation.path() + " " + body + " -> " + response.body();
            assertThat(response.statusCode()).as(what).isIn(Set.of(200, 400, 404, 501));
            if (response.statusCode() == 200) {
                good++;
                assertThat(response.body()).as(what).doesNotContain("\"error\":{");
            } else {
                assertThat(ServerFixture.JSON
                                .readTree(response.body())
                                .get("error")
                                .get("message")
                                .stringValue())
                        .as(what)
                        .isNotEmpty();
            }
        }
        assertThat(good).as("some bodies are right").isGreaterThan(600);
        ServerFixture.eventually(() -> server.engine.running.isEmpty());
    }

    /** A value that mostly fits a schema. */
    private static JsonNode value(JsonNode schema, Random random, int depth) {
        if (random.nextInt(12) == 0 || depth > 4) {
            return odd(random);
        }
        if (schema.has("oneOf")) {
            return value(
                    schema.get("oneOf").get(random.nextInt(schema.get("oneOf").size())), random, depth + 1);
        }
        return switch (schema.path("type").asString("")) {
            case "string" -> text(schema, random);
            case "integer" -> NODES.numberNode(schema.path("minimum").asInt(0) + random.nextInt(6));
            case "number" -> NODES.numberNode(random.nextInt(-20, 30) / 10.0);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "array" -> {
                ArrayNode out = NODES.arrayNode();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    out.add(value(schema.path("items"), random, depth + 1));
                }
                yield out;
            }
            default -> object(schema, random, depth);
        };
    }

    private static JsonNode object(JsonNode schema, Random random, int depth) {
        ObjectNode out = NODES.objectNode();
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            if (random.nextInt(4) > 0) {
                out.set(member.getKey(), value(member.getValue(), random, depth + 1));
            }
        }
        if (schema.has("additionalProperties")) {
            out.set("" + random.nextInt(300), value(schema.get("additionalProperties"), random, depth + 1));
        }
        return out;
    }

    private static JsonNode text(JsonNode schema, Random random) {
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        return NODES.stringNode(List.of("user", "assistant", "text", "message", "hé 😀", "auto", FakeEngine.NAME, "")
                .get(random.nextInt(8)));
    }

    private static JsonNode odd(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(Long.MAX_VALUE);
            case 2 -> NODES.numberNode(-1e300);
            case 3 -> NODES.stringNode("x".repeat(700));
            case 4 -> NODES.arrayNode();
            case 5 -> NODES.objectNode();
            case 6 -> NODES.booleanNode(true);
            case 7 -> NODES.arrayNode().add(NODES.arrayNode().add(NODES.objectNode()));
            default -> NODES.numberNode(Integer.MIN_VALUE);
        };
    }
}

package dev.octavo.clients;

import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.EngineControl.PauseMode;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.OperationsConfig;
import dev.octavo.server.openai.ServerConfig;
import dev.octavo.server.serving.ServingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The embedded model behind the server, on the CPU backend, with a key; and the plain HTTP that libraries are compared with. */
final class StoryServer implements AutoCloseable {

    static final String KEY = "sesame";

    /** What is not done by then never will be, on the slowest machine too. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Llm llm;
    private final OctavoServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    /** A server that nothing is too much for. */
    StoryServer() {
        this(64, Duration.ofMinutes(5));
    }

    /**
     * @param maxWaiting requests that may wait for their first step; more are refused with 429
     * @param deadline the most time of a request
     */
    StoryServer(int maxWaiting, Duration deadline) {
        llm = Llm.model(repository().resolve("models/stories"))
                .device("cpu")
                .cacheBytes(64L << 20)
                .engine(EngineConfig.builder()
                        .maxSequences(16)
                        .maxWaiting(maxWaiting)
                        .build())
                .warmUp(Duration.ZERO)
                .open();
        server = OctavoServer.start(
                ServerConfig.builder()
                        .port(0)
                        .apiKeys(List.of(KEY))
                        .accessLog(false)
                        .operations(OperationsConfig.defaults()
                                .withServing(ServingOptions.defaults().withRequestTimeout(deadline)))
                        .build(),
                llm.engine());
    }

    static Path repository() {
        return Path.of(System.getProperty("octavo.repository", ".."))
                .toAbsolutePath()
                .normalize();
    }

    String url() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    /** Holds the engine between two steps; what runs stays as it is. */
    void pause() {
        try {
            llm.engine().control().pause(PauseMode.KEEP);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Goes on after {@link #pause}. */
    void resume() {
        try {
            llm.engine().control().resume();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The answer by plain HTTP. */
    Answer reference(Ask ask) {
        return reference(ask, Map.of());
    }

    /** The answer by plain HTTP with more fields in the request. */
    Answer reference(Ask ask, Map<String, Object> more) {
        ObjectNode body = JSON.createObjectNode().put("model", ask.model());
        body.set("messages", messages(ask));
        body.put("temperature", ask.temperature()).put("max_completion_tokens", ask.maxTokens());
        body.put("seed", ask.seed());
        body.set("stop", JSON.valueToTree(ask.stop()));
        more.forEach((name, value) -> body.set(name, JSON.valueToTree(value)));
        JsonNode answer = post("/v1/chat/completions", body);
        JsonNode choice = answer.get("choices").get(0);
        JsonNode usage = answer.get("usage");
        return new Answer(
                choice.get("message").get("content").stringValue(),
                choice.get("finish_reason").stringValue().equals("length"),
                usage.get("prompt_tokens").intValue(),
                usage.get("completion_tokens").intValue());
    }

    /** Tokens of a prompt, counted by the tokenizer's own route. */
    int promptTokens(Ask ask) {
        ObjectNode body = JSON.createObjectNode().put("model", ask.model());
        body.set("messages", messages(ask));
        return post("/tokenize", body).get("count").intValue();
    }

    /** The text of a completion by plain HTTP, drawn greedily. */
    String completion(String prompt) {
        ObjectNode body = JSON.createObjectNode().put("model", "stories").put("prompt", prompt);
        body.put("temperature", 0);
        return post("/v1/completions", body).get("choices").get(0).get("text").stringValue();
    }

    private static ArrayNode messages(Ask ask) {
        ArrayNode messages = JSON.createArrayNode();
        if (!ask.system().isEmpty()) {
            messages.addObject().put("role", "system").put("content", ask.system());
        }
        for (Turn turn : ask.turns()) {
            messages.addObject().put("role", turn.user() ? "user" : "assistant").put("content", turn.text());
        }
        return messages;
    }

    private JsonNode post(String path, ObjectNode body) {
        HttpResponse<String> response = send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** The sum of all series of a metric whose labels contain a text. */
    int figure(String metric, String labels) {
        Pattern line = Pattern.compile("(?m)^" + Pattern.quote(metric) + "\\{(.*)} ([0-9.E+]+)$");
        return line.matcher(send(request("/metrics").build()).body())
                .results()
                .filter(series -> series.group(1).contains(labels))
                .mapToInt(series -> (int) Double.parseDouble(series.group(2)))
                .sum();
    }

    /** Requests that were refused because the queue was full, or for another fault of the client's. */
    int refused() {
        return figure("http_requests_total", "status=\"4xx\"");
    }

    /** Requests whose client left. */
    int aborted() {
        return figure("vllm:request_success_total", "finished_reason=\"abort\"");
    }

    /** Requests that the engine has taken and not begun. */
    int waiting() {
        return llm.engine().stats().waiting();
    }

    /** Requests that are under way. */
    int load() {
        return JSON.readTree(send(request("/load").build()).body())
                .get("server_load")
                .intValue();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + KEY);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not become true within " + PATIENCE);
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
        llm.close();
    }
}

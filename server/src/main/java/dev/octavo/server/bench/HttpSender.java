package dev.octavo.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests to an OpenAI-compatible server and reads the answers as they are streamed. */
public final class HttpSender implements Sender {

    /** As vLLM's load generator: a request that takes longer has failed. */
    private static final Duration PATIENCE = Duration.ofHours(6);

    private static final int MAX_ERROR_BYTES = 2000;

    private final HttpClient client;
    private final URI address;
    private final RequestBody body;
    private final Optional<String> apiKey;
    private final JsonMapper json = JsonMapper.shared();

    /**
     * A sender to one address.
     *
     * @param client safe to be shared
     * @param apiKey sent as a bearer token
     */
    public HttpSender(HttpClient client, URI address, RequestBody body, Optional<String> apiKey) {
        this.client = client;
        this.address = address;
        this.body = body;
        this.apiKey = apiKey;
    }

    @Override
    public Outcome send(BenchPrompt prompt, long origin) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.of(prompt)));
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        long start = System.nanoTime();
        Answer answer = new Answer(start);
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() == 200) {
                    answer.read(in);
                } else {
                    answer.error = "HTTP " + response.statusCode() + ": "
                            + new String(in.readNBytes(MAX_ERROR_BYTES), StandardCharsets.UTF_8);
                }
            }
        } catch (IOException | JacksonException e) {
            answer.error = e.toString();
        }
        return answer.outcome((start - origin) / 1e9, prompt.ids().length);
    }

    /** What was read of one answer so far. */
    private final class Answer {

        private final long start;
        private final List<Double> gaps = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private long first;
        private long last;
        private int pieces;
        private int counted = -1;
        private boolean complete;
        private String error = "";

        Answer(long start) {
            this.start = start;
        }

        void read(InputStream in) throws IOException {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("data: [DONE]")) {
                    complete = true;
                } else if (line.startsWith("data:")) {
                    event(json.readTree(line.substring("data:".length())));
                }
            }
        }

        private void event(JsonNode event) {
            if (event.has("error")) {
                error = event.path("error").path("message").asString(event.toString());
                return;
            }
            JsonNode tokens = event.path("usage").path("completion_tokens");
            if (tokens.isNumber()) {
                counted = tokens.asInt();
            }
            JsonNode choice = event.path("choices").path(0);
            JsonNode piece = choice.has("delta") ? choice.path("delta").path("content") : choice.path("text");
            boolean roleOnly =
                    choice.path("delta").has("role") && piece.asString("").isEmpty();
            if (choice.isMissingNode() || !piece.isString() || roleOnly) {
                return;
            }
            long now = System.nanoTime();
            if (first == 0) {
                first = now;
            } else {
                gaps.add((now - last) / 1e9);
            }
            last = now;
            pieces++;
            text.append(piece.asString());
        }

        Outcome outcome(double sentAt, int inputTokens) {
            if (error.isEmpty() && first == 0) {
                error = "the answer held no token";
            }
            if (error.isEmpty() && !complete) {
                error = "the answer ended before [DONE]";
            }
            long end = error.isEmpty() ? last : System.nanoTime();
            if (!error.isEmpty()) {
                return Outcome.failed(sentAt, (end - start) / 1e9, inputTokens, error);
            }
            return new Outcome(
                    sentAt,
                    (end - start) / 1e9,
                    (first - start) / 1e9,
                    List.copyOf(gaps),
                    inputTokens,
                    counted >= 0 ? counted : pieces,
                    text.toString(),
                    Optional.empty());
        }
    }
}

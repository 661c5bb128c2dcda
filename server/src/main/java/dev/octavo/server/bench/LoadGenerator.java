package dev.octavo.server.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends completions to a server at given times and notes when each chunk comes. One virtual thread per request. */
public final class LoadGenerator {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI endpoint;
    private final String model;
    private final Optional<String> apiKey;
    private final boolean ignoreEos;

    /**
     * A generator for one server.
     *
     * @param endpoint address of {@code /v1/completions}
     * @param model name of the model
     */
    public LoadGenerator(URI endpoint, String model, Optional<String> apiKey, boolean ignoreEos) {
        this.endpoint = endpoint;
        this.model = model;
        this.apiKey = apiKey;
        this.ignoreEos = ignoreEos;
    }

    /**
     * Sends all and waits for the answers.
     *
     * @param seconds when each is sent, after the start
     * @param maxConcurrency most requests under way at once
     * @param onDone told how many are done
     */
    public ServingFigures run(List<RandomPrompts> prompts, double[] seconds, int maxConcurrency, IntConsumer onDone)
            throws InterruptedException {
        Semaphore places = new Semaphore(maxConcurrency);
        AtomicInteger done = new AtomicInteger();
        List<Future<RequestTrace>> running = new ArrayList<>();
        List<RequestTrace> traces = new ArrayList<>();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            for (int i = 0; i < prompts.size(); i++) {
                long wait = start + (long) (seconds[i] * 1e9) - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
                places.acquire();
                RandomPrompts prompt = prompts.get(i);
                running.add(threads.submit(() -> {
                    try {
                        return send(client, prompt);
                    } finally {
                        places.release();
                        onDone.accept(done.incrementAndGet());
                    }
                }));
            }
            for (Future<RequestTrace> future : running) {
                traces.add(future.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request ended without a trace", e);
        }
        return new ServingFigures(traces, (System.nanoTime() - start) / 1e9);
    }

    private RequestTrace send(HttpClient client, RandomPrompts prompt) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(prompt)));
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        long sent = System.nanoTime();
        List<Long> chunks = new ArrayList<>();
        int outputTokens = 0;
        Optional<String> error = Optional.empty();
        try {
            HttpResponse<Stream<String>> response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                Iterator<String> each = lines.iterator();
                if (response.statusCode() != 200) {
                    error = Optional.of("status " + response.statusCode() + (each.hasNext() ? ": " + each.next() : ""));
                }
                while (error.isEmpty() && each.hasNext()) {
                    String line = each.next();
                    if (line.startsWith("data: {")) {
                        JsonNode event = JSON.readTree(line.substring(6));
                        if (event.has("error")) {
                            error = Optional.of(event.get("error").toString());
                        } else if (event.path("choices").isEmpty()) {
                            outputTokens = event.path("usage")
                                    .path("completion_tokens")
                                    .asInt();
                        } else {
                            chunks.add(System.nanoTime());
                        }
                    }
                }
            }
        } catch (IOException e) {
            error = Optional.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = Optional.of("interrupted");
        }
        long[] times = chunks.stream().mapToLong(Long::longValue).toArray();
        return new RequestTrace(prompt.prompt().length, outputTokens, sent, times, System.nanoTime(), error);
    }

    private String body(RandomPrompts prompt) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", model);
        ArrayNode ids = body.putArray("prompt");
        for (int id : prompt.prompt()) {
            ids.add(id);
        }
        body.put("max_tokens", prompt.outputTokens());
        body.put("temperature", 0);
        body.put("ignore_eos", ignoreEos);
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        return JSON.writeValueAsString(body);
    }
}

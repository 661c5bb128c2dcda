package dev.octavo.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that plays back what it is told. */
class HttpSenderTest {

    private static final BenchPrompt PROMPT = new BenchPrompt(new int[] {5, 6, 7}, 4);

    private final AtomicReference<String> received = new AtomicReference<>("");
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private volatile String[] pieces = {};
    private volatile int status = 200;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            peak.accumulateAndGet(running.incrementAndGet(), Math::max);
            received.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                for (String piece : pieces) {
                    body.write((piece + "\n\n").getBytes(StandardCharsets.UTF_8));
                    body.flush();
                    Thread.sleep(30);
                }
                // Before the client learns of the end and begins with its next request.
                running.decrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private HttpSender sender() {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/completions");
        return new HttpSender(
                client, address, new RequestBody("m", false, Optional.empty(), 0, true), Optional.of("k"));
    }

    @Test
    void countsTokensByUsageAndGapsByPieces() throws Exception {
        pieces = new String[] {
            "data: {\"choices\":[{\"text\":\"a\"}]}",
            "data: {\"choices\":[{\"text\":\"bc\"}]}",
            "data: {\"choices\":[],\"usage\":{\"completion_tokens\":4}}",
            "data: [DONE]"
        };
        Outcome outcome = pieceByPiece();
        assertThat(outcome.error()).isEmpty();
        assertThat(outcome.outputTokens()).isEqualTo(4);
        assertThat(outcome.inputTokens()).isEqualTo(3);
        assertThat(outcome.text()).isEqualTo("abc");
        assertThat(outcome.interTokenLatencies())
                .hasSize(1)
                .allSatisfy(gap -> assertThat(gap).isBetween(0.005, outcome.latency()));
        assertThat(outcome.latency()).isBetween(outcome.timeToFirstToken() + 0.005, 60.0);
        assertThat(received.get())
                .contains("\"prompt\":[5,6,7]", "\"max_tokens\":4", "\"ignore_eos\":true", "\"include_usage\":true");
    }

    /** A client that the machine holds up finds pieces together that came one by one, and asks again. */
    private Outcome pieceByPiece() throws InterruptedException {
        Outcome outcome = sender().send(PROMPT, System.nanoTime());
        for (int i = 0; i < 100 && outcome.latency() < outcome.timeToFirstToken() + 0.005; i++) {
            outcome = sender().send(PROMPT, System.nanoTime());
        }
        return outcome;
    }

    @Test
    void aChatsRoleIsNoToken() throws Exception {
        pieces = new String[] {
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
            "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}",
            "data: [DONE]"
        };
        Outcome outcome = sender().send(PROMPT, System.nanoTime());
        assertThat(outcome.outputTokens()).isEqualTo(1);
        assertThat(outcome.timeToFirstToken()).isGreaterThan(0.02);
    }

    @Test
    void failuresAreOutcomesWithReasons() throws Exception {
        pieces = new String[] {"data: {\"choices\":[{\"text\":\"a\"}]}"};
        assertThat(sender().send(PROMPT, 0).error())
                .hasValueSatisfying(e -> assertThat(e).contains("[DONE]"));
        pieces = new String[] {"data: {\"error\":{\"message\":\"out of luck\"}}", "data: [DONE]"};
        assertThat(sender().send(PROMPT, 0).error()).contains("out of luck");
        pieces = new String[] {"data: [DONE]"};
        assertThat(sender().send(PROMPT, 0).error()).contains("the answer held no token");
        pieces = new String[] {"data: {{{"};
        assertThat(sender().send(PROMPT, 0).success()).isFalse();
        status = 429;
        pieces = new String[] {"too many"};
        assertThat(sender().send(PROMPT, 0).error())
                .hasValueSatisfying(e -> assertThat(e).contains("429", "too many"));
        server.stop(0);
        assertThat(sender().send(PROMPT, 0).success()).isFalse();
    }

    @Test
    void aRunKeepsItsConcurrencyAndItsOrder() throws Exception {
        pieces = new String[] {"data: {\"choices\":[{\"text\":\"a\"}]}", "data: [DONE]"};
        AtomicInteger told = new AtomicInteger();
        LoadRun run = new LoadRun(
                sender(), new Arrivals(Double.POSITIVE_INFINITY, 1), OptionalInt.of(2), done -> told.incrementAndGet());
        List<BenchPrompt> prompts = new Workload.RandomTokens(0, 5, 1, 0.9).prompts(8, new int[] {1, 2}, 1);
        LoadRun.Result result = run.run(prompts, 1);
        assertThat(result.outcomes()).hasSize(8).allMatch(Outcome::success);
        assertThat(result.outcomes().stream().map(Outcome::inputTokens))
                .containsExactlyElementsOf(
                        prompts.stream().map(p -> p.ids().length).toList());
        assertThat(peak).hasValue(2);
        assertThat(told).hasValue(8);
    }
}

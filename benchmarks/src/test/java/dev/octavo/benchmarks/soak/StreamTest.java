package dev.octavo.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge finds what it is there to find. */
class StreamTest {

    private static final List<String> PIECES = List.of("Once", " \\\"upon\\\"", " a \\\\ time");

    private HttpServer server;
    private final Tally tally = new Tally();
    private volatile List<String> pieces = PIECES;
    private volatile int counted = 3;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/completions", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String piece : pieces) {
                event(out, "{\"choices\":[{\"index\":0,\"text\":\"" + piece + "\"}]}");
            }
            event(out, "{\"choices\":[],\"usage\":{\"completion_tokens\":" + counted + "}}");
            event(out, "[DONE]");
        }
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private Tally run(double dropping, int requests) throws IOException {
        InetSocketAddress address = server.getAddress();
        Expected expected = new Expected(List.of("{}"), List.of(String.join("", PIECES)), 3);
        AtomicInteger left = new AtomicInteger(requests);
        new Stream(address, expected, dropping, 7, tally, () -> left.getAndDecrement() > 0).run();
        return tally;
    }

    @Test
    void acceptsTheExpectedAnswer() throws IOException {
        assertThat(run(0, 5).clean()).as(tally.firstFault()).isTrue();
        assertThat(tally.whole.sum()).isEqualTo(5);
        assertThat(tally.tokens.sum()).isEqualTo(15);
    }

    @Test
    void acceptsWhatItLeft() throws IOException {
        run(1, 20);
        assertThat(tally.wrongTexts.sum() + tally.failed.sum())
                .as(tally.firstFault())
                .isZero();
        assertThat(tally.dropped.sum()).isEqualTo(20);
    }

    @Test
    void findsATokenOfAnotherStream() throws IOException {
        pieces = List.of("Once", " in", " a \\\\ time");
        run(0, 2);
        assertThat(tally.wrongTexts.sum()).isEqualTo(2);
        assertThat(tally.clean()).isFalse();
    }

    @Test
    void findsALostTokenInWhatItLeft() throws IOException {
        pieces = List.of(" \\\"upon\\\"", " a \\\\ time");
        run(1, 5);
        assertThat(tally.wrongTexts.sum()).isEqualTo(5);
    }

    @Test
    void findsAWrongCount() throws IOException {
        counted = 2;
        run(0, 1);
        assertThat(tally.wrongCounts.sum()).isOne();
    }

    @Test
    void findsARefusal() throws IOException {
        server.stop(0);
        run(0, 1);
        assertThat(tally.failed.sum()).isOne();
    }
}

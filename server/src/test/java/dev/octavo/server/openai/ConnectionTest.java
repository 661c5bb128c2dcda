package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.server.http.HttpLimits;
import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, byte by byte. */
class ConnectionTest {

    private ServerFixture server;

    @BeforeEach
    void start() {
        server = new ServerFixture(s -> s.httpLimits(HttpLimits.defaults().withMaxBodyBytes(100_000)));
    }

    /** A server that loses patience soon; the others must not, whenever the machine holds a client up. */
    private static ServerFixture impatient() {
        HttpLimits limits = HttpLimits.defaults()
                .withTimeouts(Duration.ofMillis(600), Duration.ofMillis(2500), Duration.ofMinutes(1));
        return new ServerFixture(s -> s.httpLimits(limits));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void keepsTheConnection() throws Exception {
        try (RawConnection raw = new RawConnection(server.port())) {
            for (int i = 0; i < 20; i++) {
                raw.send(RawConnection.get("/version"));
                assertThat(raw.answer()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("{\"version\":\"1.2.3\"}");
            }
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        server.engine.script = request -> FakeScript.of("n" + request.sampling().maxTokens())
                .pausing(Duration.ofMillis(request.sampling().maxTokens() == 5 ? 40 : 0));
        try (RawConnection raw = new RawConnection(server.port())) {
            StringBuilder all = new StringBuilder();
            for (int i = 5; i < 25; i++) {
                all.append(RawConnection.post("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":" + i + "}"));
                all.append(RawConnection.get("/version"));
            }
            raw.send(all.toString());
            for (int i = 5; i < 25; i++) {
                assertThat(raw.answer()).contains("\"text\":\"n" + i + "\"");
                assertThat(raw.answer()).contains("1.2.3");
            }
        }
    }

    @Test
    void holdsBackWhatIsPipelinedBeyondABound() throws Exception {
        server.engine.script = request -> FakeScript.of("ok").pausing(Duration.ofMillis(50));
        String big = RawConnection.post("/v1/completions", "{\"prompt\":\"a\",\"x\":\"" + "y".repeat(90_000) + "\"}");
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send(big.repeat(6));
            for (int i = 0; i < 6; i++) {
                assertThat(raw.answer()).contains("\"text\":\"ok\"");
            }
        }
    }

    @Test
    void continuesOn100() throws Exception {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send("POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.head()).startsWith("HTTP/1.1 100 Continue\r\n");
            raw.send("{\"prompt\":\"a\"}");
            assertThat(raw.answer()).startsWith("HTTP/1.1 200").contains("\"count\":2");
            raw.send("POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(raw.answer()).as("no invitation to send too much").startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void ignoresAnOfferToUpgrade() throws Exception {
        try (RawConnection raw = new RawConnection(server.port())) {
            String offer = "Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk";
            raw.send("GET /version HTTP/1.1\r\nHost: x\r\n" + offer.replace("|", "\r\n") + "\r\n\r\n");
            assertThat(raw.answer()).startsWith("HTTP/1.1 200").contains("1.2.3");
        }
    }

    @Test
    void takesChunkedBodies() throws Exception {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send("POST /tokenize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            raw.send("5\r\n{\"pro\r\n9\r\nmpt\":\"a\"}\r\n0\r\n\r\n");
            assertThat(raw.answer()).startsWith("HTTP/1.1 200").contains("\"count\":2");
        }
    }

    @Test
    void closesForHttp10() throws Exception {
        try (RawConnection raw = new RawConnection(server.port())) {
            String body = "{\"prompt\":\"a\",\"stream\":true}";
            raw.send("POST /v1/completions HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            String answer = raw.rest();
            assertThat(answer).contains("HTTP/1.1 200 OK").doesNotContainIgnoringCase("transfer-encoding");
            assertThat(answer).endsWith("data: [DONE]\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "414|GET /%s HTTP/1.1\r\nHost: x\r\n\r\n",
                "431|GET / HTTP/1.1\r\nHost: x\r\nA: %s%s%s%s%s%s%s%s\r\n\r\n",
                "400|GET / HTTP/1.1\r\n\r\n",
                "400|GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "400|GET nothing HTTP/1.1\r\nHost: x\r\n\r\n",
                "400|GET /%%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "400|GET /%%ff HTTP/1.1\r\nHost: x\r\n\r\n",
                "400|nonsense\r\n\r\n",
                "400|GET / HTTP/1.1\r\nHost: x\r\nBad Header\u0000: x\r\n\r\n",
                "400|POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "400|POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "400|POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "400|POST /tokenize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "413|POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n",
                "413|POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 9223372036854775807\r\n\r\n",
                "415|POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
                "417|POST /tokenize HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nContent-Length: 3\r\n\r\nabc",
                "501|POST /tokenize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
            })
    void refusesWhatIsNoSoundRequest(String spec) throws Exception {
        String request = spec.substring(4).replace("%s", "x".repeat(9000)).replace("%%", "%");
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send(request);
            String answer = raw.rest();
            assertThat(answer).startsWith("HTTP/1.1 " + spec.substring(0, 3) + " ");
            assertThat(answer).containsIgnoringCase("connection: close").contains("{\"error\":{\"message\":");
        }
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAChunkedBodyAsSoonAsItIsTooLong() throws Exception {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send("POST /tokenize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
            for (int i = 0; i < 4; i++) {
                raw.send(chunk);
            }
            assertThat(raw.rest()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void boundsAllBodiesTogether() throws Exception {
        HttpLimits limits = HttpLimits.defaults().withMaxBodyBytes(100_000).withMaxBufferedBytes(150_000);
        try (ServerFixture small = new ServerFixture(s -> s.httpLimits(limits));
                RawConnection first = new RawConnection(small.port());
                RawConnection second = new RawConnection(small.port())) {
            // Whichever comes later does not fit beside the other.
            for (RawConnection raw : List.of(first, second)) {
                raw.send("POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n" + "x".repeat(80_000));
            }
            boolean firstIsLater = firstAnswers(first, second);
            assertThat((firstIsLater ? first : second).rest()).startsWith("HTTP/1.1 503");
            (firstIsLater ? second : first).reset();
            String body = "{\"prompt\":\"" + "y".repeat(89_000) + "\"}";
            // What was taken is given back, once the server has seen that the client left.
            ServerFixture.eventually(() -> status(small, body) == 200);
        }
    }

    /** Waits until one of two answers; says whether it is the first. */
    private static boolean firstAnswers(RawConnection first, RawConnection second) throws Exception {
        ServerFixture.eventually(() -> first.hasAnswer() || second.hasAnswer());
        return first.hasAnswer();
    }

    private static int status(ServerFixture server, String body) {
        try {
            return server.post("/tokenize", body).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ",
                "POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"
            })
    void tellsSlowSendersThatTimeIsUp(String beginning) throws Exception {
        try (ServerFixture impatient = impatient();
                RawConnection raw = new RawConnection(impatient.port())) {
            long start = System.nanoTime();
            raw.send(beginning);
            Thread drip = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        raw.send("x");
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException e) {
                    // the server has hung up
                }
            });
            assertThat(raw.head()).startsWith("HTTP/1.1 408 ");
            // Not before its time; that it is told at all, while more drips in, shows that the clock is not restarted.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(590));
            drip.interrupt();
        }
    }

    @Test
    void closesIdleConnectionsWithoutAWord() throws Exception {
        try (ServerFixture impatient = impatient();
                RawConnection silent = new RawConnection(impatient.port());
                RawConnection raw = new RawConnection(impatient.port())) {
            raw.send(RawConnection.get("/version"));
            assertThat(raw.answer()).startsWith("HTTP/1.1 200");
            assertThat(raw.rest()).isEmpty();
            assertThat(silent.rest()).isEmpty();
        }
    }

    @Test
    void boundsConnections() throws Exception {
        try (ServerFixture small =
                new ServerFixture(s -> s.httpLimits(HttpLimits.defaults().withMaxConnections(3)))) {
            List<RawConnection> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawConnection raw = new RawConnection(small.port());
                raw.send(RawConnection.get("/version"));
                assertThat(raw.answer()).startsWith("HTTP/1.1 200");
                open.add(raw);
            }
            try (RawConnection fourth = new RawConnection(small.port())) {
                assertThat(fourth.rest()).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: 1");
            }
            open.getFirst().close();
            ServerFixture.eventually(() -> isServed(small));
            for (RawConnection raw : open) {
                raw.close();
            }
        }
    }

    private static boolean isServed(ServerFixture server) {
        try (RawConnection next = new RawConnection(server.port())) {
            next.send(RawConnection.get("/version"));
            return next.answer().startsWith("HTTP/1.1 200");
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void saysWhichPortIsInUse() {
        assertThatThrownBy(() -> new ServerFixture(s -> s.port(server.port())))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("port " + server.port())
                .hasMessageContaining("--port");
    }
}

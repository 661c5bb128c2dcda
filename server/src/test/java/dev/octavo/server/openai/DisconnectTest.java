package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.http.HttpLimits;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that leave, or do not read, stop costing anything at once. */
class DisconnectTest {

    private ServerFixture server;

    @BeforeEach
    void start() {
        server = new ServerFixture(s -> s.httpLimits(HttpLimits.defaults().withSendBufferBytes(8 << 10)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "true,false,\"a\"",
        "true,true,\"a\"",
        "false,false,\"a\"",
        "false,true,\"a\"",
        "true,false,'[\"a\",\"b\",\"c\"]'",
        "false,false,'[\"a\",\"b\",\"c\"]'"
    })
    void abortsWhatNobodyWaitsFor(boolean stream, boolean reset, String prompt) throws Exception {
        // They would run for more than a minute, unless they are aborted.
        server.engine.script = request -> FakeScript.endless(Duration.ofMillis(200));
        int generations = prompt.startsWith("[") ? 3 : 1;
        RawConnection raw = new RawConnection(server.port());
        raw.send(RawConnection.post(
                "/v1/completions", "{\"max_tokens\":400,\"stream\":" + stream + ",\"prompt\":" + prompt + "}"));
        ServerFixture.eventually(() -> server.engine.running.size() == generations);
        if (stream) {
            raw.until("data: {");
        }
        if (reset) {
            raw.reset();
        } else {
            raw.close();
        }
        ServerFixture.eventually(() -> server.engine.running.isEmpty());
        assertThat(server.engine.aborted).hasValue(generations);
    }

    @Test
    void abortsBeforeTheFirstToken() throws Exception {
        server.engine.script = request -> FakeScript.endless(Duration.ofMinutes(5));
        RawConnection raw = new RawConnection(server.port());
        raw.send(RawConnection.post("/v1/completions", "{\"prompt\":\"a\",\"stream\":true}"));
        ServerFixture.eventually(() -> server.engine.running.size() == 1);
        raw.close();
        ServerFixture.eventually(() -> server.engine.running.isEmpty());
        assertThat(server.engine.aborted).hasValue(1);
    }

    @Test
    void abortsSlowReaders() throws Exception {
        try (ServerFixture big = new ServerFixture(s -> s.httpLimits(HttpLimits.defaults()
                        .withSendBufferBytes(8 << 10)
                        .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(700))));
                RawConnection raw = new RawConnection(big.port(), 4 << 10)) {
            big.engine.script = request -> FakeScript.endless(Duration.ZERO);
            raw.send(RawConnection.post(
                    "/v1/completions", "{\"prompt\":\"a\",\"n\":128,\"max_tokens\":500,\"stream\":true}"));
            ServerFixture.eventually(() -> big.engine.aborted.get() == 1);
            assertThat(big.engine.running).isEmpty();
            assertThat(big.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void survivesThousandLeavingClients() throws Exception {
        server.engine.script = request -> FakeScript.endless(Duration.ofMillis(1));
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            RawConnection raw = new RawConnection(server.port());
            String body = "{\"prompt\":\"a\",\"max_tokens\":400,\"stream\":" + random.nextBoolean() + "}";
            String request = RawConnection.post("/v1/completions", body);
            raw.send(random.nextInt(10) == 0 ? request.substring(0, random.nextInt(request.length())) : request);
            if (random.nextInt(4) == 0) {
                Thread.sleep(1);
            }
            if (random.nextBoolean()) {
                raw.reset();
            } else {
                raw.close();
            }
        }
        ServerFixture.eventually(() -> server.engine.running.isEmpty());
        ServerFixture.eventually(() -> load() == 0);
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }

    private int load() {
        try {
            return Integer.parseInt(server.get("/load").body().replaceAll("\\D", ""));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log tells, and what it must never tell. */
class LoggingTest {

    private static final String SECRET = "CANARY";

    private final Logger logger = Logger.getLogger("dev.octavo.server");
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage());
            for (Throwable e = record.getThrown(); e != null; e = e.getCause()) {
                lines.add(e.toString());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setLevel(null);
    }

    @Test
    void tellsRequestsButNoPromptsAndKeys() throws Exception {
        try (ServerFixture server = new ServerFixture(s -> s.accessLog(true).apiKeys(List.of(SECRET + "key")))) {
            server.engine.script = request -> FakeScript.of(SECRET + " answer");
            List<String> bodies = List.of(
                    "{\"prompt\":\"CANARY\"}",
                    "{\"prompt\":\"CANARY\",\"stream\":true}",
                    "{\"prompt\":\"CANARY\",\"CANARY\":1}",
                    "{\"prompt\":\"CANARY\",\"stop\":\"CANARY\",\"user\":\"CANARY\"}",
                    "{\"prompt\": CANARY}",
                    "{\"prompt\":[\"CANARY\",5]}",
                    "{\"prompt\":\"CANARY\",\"prompt\":\"CANARY\"}",
                    "{\"model\":\"CANARY\",\"prompt\":\"a\"}",
                    "{\"prompt\":\"CANARY\",\"cache_salt\":\"CANARY\",\"logit_bias\":{\"CANARY\":1}}");
            for (String body : bodies) {
                for (String key : List.of("CANARYkey", "CANARYwrong")) {
                    server.send(server.request("/v1/completions?key=CANARY")
                            .header("Authorization", "Bearer " + key)
                            .header("X-Other", "CANARY")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build());
                }
            }
            server.engine.script = request -> FakeScript.failing(0, new IllegalStateException("broken"));
            server.send(server.request("/v1/completions")
                    .header("Authorization", "Bearer CANARYkey")
                    .header("X-Request-Id", "find-me")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"CANARY\"}"))
                    .build());
        }
        assertThat(lines).noneMatch(line -> line.contains(SECRET));
        assertThat(lines).anyMatch(line -> line.matches("POST /v1/completions 200 bytes=\\d+ ms=[\\d.]+ id=\\w+"));
        assertThat(lines).anyMatch(line -> line.matches("POST /v1/completions 401 .*"));
        assertThat(lines).anyMatch(line -> line.equals("request find-me failed"));
    }

    @Test
    void cannotBeForged() throws Exception {
        try (ServerFixture server = new ServerFixture(s -> s.accessLog(true));
                RawConnection raw = new RawConnection(server.port())) {
            raw.send("GET /a%0d%0aPOST%20/forged%20200 HTTP/1.1\r\nHost: x\r\nX-Request-Id: a b\r\n\r\n");
            assertThat(raw.answer()).startsWith("HTTP/1.1 404");
        }
        assertThat(lines).noneMatch(line -> line.contains("\n") || line.contains("\r"));
        assertThat(lines).anyMatch(line -> line.startsWith("GET /a??POST?/forged?200 404 "));
        assertThat(lines).noneMatch(line -> line.contains("a b"));
    }
}

package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.server.batch.BatchRun;
import dev.octavo.spi.ResourceException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Batch files through the real routes over a scripted engine. */
class BatchFileTest {

    private static final int MAX_LINE = 4096;

    private final FakeEngine engine = new FakeEngine();
    private final LocalApi api = LocalApi.of(ServerConfig.builder().build(), engine, new FakeRenderer());

    @AfterEach
    void stop() {
        api.close();
    }

    private List<JsonNode> run(byte[] input, int concurrency, BatchRun.Outcome expected) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchRun run = new BatchRun(api, concurrency, MAX_LINE, (lines, failed) -> {});
        assertThat(run.run(new ByteArrayInputStream(input), out)).isEqualTo(expected);
        List<JsonNode> lines = new ArrayList<>();
        out.toString(StandardCharsets.UTF_8).lines().forEach(line -> lines.add(ServerFixture.JSON.readTree(line)));
        assertThat(engine.running).isEmpty();
        return lines;
    }

    private static String line(String id, String url, String body) {
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"" + url + "\",\"body\":" + body + "}\n";
    }

    @Test
    void answersEveryKindOfRequestInOrder() throws Exception {
        String input = line("a", "/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                + "\n  \r\n"
                + line("b", "/v1/completions", "{\"prompt\":\"x\",\"max_tokens\":3}")
                + line("c", "/v1/responses", "{\"input\":\"y\"}").strip();
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        assertThat(BatchRun.count(new ByteArrayInputStream(bytes))).isEqualTo(3);
        List<JsonNode> lines = run(bytes, 4, new BatchRun.Outcome(3, 0));
        assertThat(lines.stream().map(l -> l.get("custom_id").stringValue())).containsExactly("a", "b", "c");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.get("id").stringValue()).startsWith("batch_req_");
            assertThat(line.get("error").isNull()).isTrue();
            assertThat(line.get("response").get("status_code").intValue()).isEqualTo(200);
            assertThat(line.get("response").get("request_id").stringValue()).isNotEmpty();
        });
        assertThat(lines.get(0).get("response").get("body").get("object").stringValue())
                .isEqualTo("chat.completion");
        assertThat(lines.get(1)
                        .get("response")
                        .get("body")
                        .get("choices")
                        .get(0)
                        .get("text")
                        .stringValue())
                .isEqualTo("Hel");
        assertThat(lines.get(2).get("response").get("body").get("object").stringValue())
                .isEqualTo("response");
    }

    @Test
    void aWrongLineIsAnsweredAndEndsNothing() throws Exception {
        String input = "not json\n"
                + "[1]\n"
                + line("url", "/v1/models", "{}")
                + line("body", "/v1/completions", "7")
                + line("field", "/v1/completions", "{\"prompt\":\"a\",\"temperature\":-1}")
                + line("stream", "/v1/completions", "{\"prompt\":\"a\",\"stream\":true}")
                + line("model", "/v1/completions", "{\"prompt\":\"a\",\"model\":\"none\"}")
                + "{\"method\":\"POST\",\"url\":\"/v1/completions\",\"body\":{}}\n"
                + line("long", "/v1/completions", "{\"prompt\":\"" + "a".repeat(MAX_LINE) + "\"}")
                + line("ok", "/v1/completions", "{\"prompt\":\"a\"}");
        List<JsonNode> lines = run(input.getBytes(StandardCharsets.UTF_8), 3, new BatchRun.Outcome(10, 9));
        List<Integer> statuses = lines.stream()
                .map(l -> l.get("response").get("status_code").intValue())
                .toList();
        assertThat(statuses).containsExactly(400, 400, 400, 400, 400, 400, 404, 400, 400, 200);
        assertThat(lines.subList(0, 9))
                .allSatisfy(l -> assertThat(
                                l.get("error").get("error").get("message").stringValue())
                        .isNotEmpty());
        assertThat(lines.get(0).get("error").toString()).contains("line 1");
        assertThat(lines.get(2).get("custom_id").stringValue()).isEqualTo("url");
        assertThat(lines.get(8).get("error").toString()).contains("longer than 4096 bytes");
    }

    @Test
    void runsManyAtOnceButNotMore() throws Exception {
        AtomicInteger most = new AtomicInteger();
        engine.script = request -> {
            most.accumulateAndGet(engine.running.size() + 1, Math::max);
            return FakeScript.of("abc").pausing(Duration.ofMillis(2));
        };
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            input.append(line("r" + i, "/v1/completions", "{\"prompt\":\"a\"}"));
        }
        List<JsonNode> lines = run(input.toString().getBytes(StandardCharsets.UTF_8), 8, new BatchRun.Outcome(60, 0));
        for (int i = 0; i < 60; i++) {
            assertThat(lines.get(i).get("custom_id").stringValue()).isEqualTo("r" + i);
        }
        assertThat(most.get()).isBetween(2, 8);
    }

    @Test
    void waitsWhileTheQueueIsFull() throws Exception {
        engine.full = true;
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            engine.full = false;
        });
        run(
                line("a", "/v1/completions", "{\"prompt\":\"a\"}").getBytes(StandardCharsets.UTF_8),
                1,
                new BatchRun.Outcome(1, 0));
    }

    @Test
    void saysWhenTheOutputCannotBeWritten() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        byte[] input =
                line("a", "/v1/completions", "{\"prompt\":\"a\"}").repeat(50).getBytes(StandardCharsets.UTF_8);
        BatchRun run = new BatchRun(api, 2, MAX_LINE, (lines, failed) -> {});
        assertThatThrownBy(() -> run.run(new ByteArrayInputStream(input), full))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("No space left");
    }

    @Test
    void bentFilesNeverEndTheRun() throws Exception {
        Random random = new Random(7);
        String seed = line("a", "/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                + line("b", "/v1/completions", "{\"prompt\":[[1,2],\"x\"],\"max_tokens\":3}")
                + line("c", "/v1/responses", "{\"input\":[{\"role\":\"user\",\"content\":\"é\"}]}");
        long good = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = seed.getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(5); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            long expected = BatchRun.count(new ByteArrayInputStream(bytes));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new BatchRun(api, 3, MAX_LINE, (lines, failed) -> {}).run(new ByteArrayInputStream(bytes), out);
            List<JsonNode> lines = out.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> ServerFixture.JSON.readTree(line))
                    .toList();
            assertThat(lines).hasSize((int) expected);
            for (JsonNode line : lines) {
                int status = line.get("response").get("status_code").intValue();
                assertThat(status).as(line.toString()).isIn(200, 400, 404, 501);
                good += status == 200 ? 1 : 0;
            }
        }
        assertThat(good).isGreaterThan(100);
    }
}

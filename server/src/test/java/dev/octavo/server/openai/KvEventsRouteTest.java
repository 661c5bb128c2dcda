package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.kv.event.BlockHash;
import dev.octavo.runtime.kv.event.KvEvent;
import dev.octavo.runtime.kv.event.KvEventFeed;
import dev.octavo.server.http.HttpLimits;
import dev.octavo.server.openai.OperationsConfig.Control;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The stream of KV events, as a router reads it. */
@Timeout(300)
class KvEventsRouteTest {

    private static final int KEPT = 8;

    /** A reader that a slow machine keeps from reading is not cut off. */
    private static final HttpLimits PATIENT =
            HttpLimits.defaults().withTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(10));

    private final KvEventFeed feed = new KvEventFeed(KEPT);
    private ServerFixture server = ServerFixture.plain();

    @BeforeEach
    void start() {
        server.close();
        FakeEngine engine = new FakeEngine();
        engine.kvEvents = Optional.of(feed);
        server = new ServerFixture(
                s -> s.apiKeys(List.of("secret"))
                        .httpLimits(PATIENT)
                        .operations(OperationsConfig.defaults().withControl(new Control(true, Optional.empty()))),
                engine);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void store(int number, int tokens) {
        feed.accept(new KvEvent.BlockStored(
                List.of(new BlockHash(1, 2, 3, number)),
                number == 0 ? Optional.empty() : Optional.of(new BlockHash(1, 2, 3, number - 1)),
                IntStream.range(0, tokens).boxed().toList(),
                tokens,
                Optional.empty(),
                0));
        feed.endOfStep();
    }

    /** One event as it came. */
    private record Event(String id, JsonNode data) {
        List<String> types() {
            List<String> types = new ArrayList<>();
            data.get("events").forEach(event -> types.add(event.get("type").stringValue()));
            return types;
        }

        long seq() {
            return data.get("seq").longValue();
        }
    }

    /** A reader of the stream. */
    private static final class Reader implements AutoCloseable {
        private final BufferedReader lines;

        Reader(ServerFixture server, @Nullable String lastEventId) throws Exception {
            HttpRequest.Builder request = server.request("/kv_events").header("Authorization", "Bearer secret");
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            var response = server.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        Optional<Event> next() throws Exception {
            String id = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    return Optional.of(new Event(id, ServerFixture.JSON.readTree(line.substring(6))));
                }
            }
            return Optional.empty();
        }

        Event event() throws Exception {
            return next().orElseThrow();
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    @Test
    void aReaderGetsWhatWasAndWhatIs() throws Exception {
        store(0, 2);
        store(1, 2);
        try (Reader reader = new Reader(server, null)) {
            Event first = reader.event();
            assertThat(first.seq()).isZero();
            JsonNode stored = first.data().get("events").get(0);
            assertThat(stored.get("type").stringValue()).isEqualTo("BlockStored");
            assertThat(stored.get("block_hashes").get(0).stringValue()).isEqualTo(new BlockHash(1, 2, 3, 0).toString());
            assertThat(stored.get("parent_block_hash").isNull()).isTrue();
            assertThat(stored.get("token_ids").toString()).isEqualTo("[0,1]");
            assertThat(stored.get("block_size").intValue()).isEqualTo(2);
            assertThat(stored.get("group_idx").intValue()).isZero();
            assertThat(first.data().get("ts").doubleValue())
                    .isBetween(System.currentTimeMillis() / 1e3 - 600, System.currentTimeMillis() / 1e3 + 1);
            assertThat(reader.event().seq()).isEqualTo(1);
            feed.accept(new KvEvent.BlockRemoved(new BlockHash(1, 2, 3, 1), 0));
            feed.accept(new KvEvent.AllBlocksCleared());
            feed.endOfStep();
            Event live = reader.event();
            assertThat(live.seq()).isEqualTo(2);
            assertThat(live.types()).containsExactly("BlockRemoved", "AllBlocksCleared");
        }
    }

    @Test
    void whoComesBackGoesOnWhereItWas() throws Exception {
        for (int i = 0; i < 4; i++) {
            store(i, 1);
        }
        String id;
        try (Reader reader = new Reader(server, null)) {
            reader.event();
            id = reader.event().id();
        }
        store(4, 1);
        try (Reader reader = new Reader(server, id)) {
            for (int seq = 2; seq < 5; seq++) {
                Event event = reader.event();
                assertThat(event.seq()).isEqualTo(seq);
                assertThat(event.types()).containsExactly("BlockStored");
                id = event.id();
            }
        }
        try (Reader reader = new Reader(server, id)) {
            store(5, 1);
            assertThat(reader.event().seq()).isEqualTo(5);
        }
    }

    @Test
    void whoMissedSomethingIsTold() throws Exception {
        store(0, 1);
        String id;
        try (Reader reader = new Reader(server, null)) {
            id = reader.event().id();
        }
        for (int i = 1; i < 30; i++) {
            store(i, 1);
        }
        try (Reader returning = new Reader(server, id);
                Reader fresh = new Reader(server, null)) {
            for (Reader reader : List.of(returning, fresh)) {
                Event gap = reader.event();
                assertThat(gap.types()).containsExactly("AllBlocksCleared");
                assertThat(gap.seq()).isEqualTo(30 - KEPT - 1);
                for (int seq = 30 - KEPT; seq < 30; seq++) {
                    assertThat(reader.event().seq()).isEqualTo(seq);
                }
            }
        }
    }

    @Test
    void whoKnowsAnotherProcessForgetsIt() throws Exception {
        store(0, 1);
        store(1, 1);
        Random random = new Random(1);
        List<String> ids = new ArrayList<>(
                List.of("1", "-1", "0011223344556677-0", feed.id() + "-2", feed.id() + "--2", feed.id() + "-x"));
        for (int i = 0; i < 20; i++) {
            StringBuilder id = new StringBuilder(feed.id().substring(random.nextInt(16)));
            random.ints(1 + random.nextInt(40), '!', '~').forEach(c -> id.append((char) c));
            ids.add(id.toString());
        }
        for (String id : ids) {
            try (Reader reader = new Reader(server, id)) {
                Event gap = reader.event();
                assertThat(gap.types()).as(id).containsExactly("AllBlocksCleared");
                assertThat(reader.event().seq()).as(id).isZero();
                assertThat(reader.event().seq()).as(id).isEqualTo(1);
            }
        }
        try (Reader reader = new Reader(server, feed.id() + "--1")) {
            assertThat(reader.event().types()).containsExactly("BlockStored");
        }
    }

    @Test
    void aSlowReaderHoldsNobodyUpAndIsToldWhatItMissed() throws Exception {
        store(0, 1);
        int batches = 3000;
        try (Reader slow = new Reader(server, null)) {
            assertThat(slow.event().seq()).isZero();
            // Comes to an end although nobody reads.
            for (int i = 1; i < batches; i++) {
                store(i, 2000);
            }
            long last = 0;
            int gaps = 0;
            while (last < batches - 1) {
                Event event = slow.event();
                if (event.types().equals(List.of("AllBlocksCleared"))) {
                    gaps++;
                    assertThat(event.seq()).isGreaterThan(last);
                } else {
                    assertThat(event.seq()).isEqualTo(last + 1);
                }
                last = event.seq();
            }
            assertThat(gaps).isPositive();
        }
    }

    @Test
    void anOpenStreamDoesNotHoldUpTheEndOfTheServer() throws Exception {
        store(0, 1);
        try (Reader reader = new Reader(server, null)) {
            reader.event();
            assertThat(server.server.shutdown(ServerFixture.PATIENCE)).isTrue();
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void itNeedsAKeyAndHasToBeSwitchedOn() throws Exception {
        assertThat(server.get("/kv_events").statusCode()).isEqualTo(401);
        FakeEngine engine = new FakeEngine();
        engine.kvEvents = Optional.of(feed);
        try (ServerFixture closed = new ServerFixture(s -> s, engine)) {
            assertThat(closed.get("/kv_events").statusCode()).isEqualTo(404);
        }
    }
}

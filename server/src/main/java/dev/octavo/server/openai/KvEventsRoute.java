package dev.octavo.server.openai;

import dev.octavo.runtime.kv.event.KvEventFeed;
import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.Exchange;
import dev.octavo.server.http.ResponseStream;
import dev.octavo.server.protocol.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code GET /kv_events}: what happens to the prefix cache, for routers, as server-sent events; one event per batch, in the form of vLLM's KV events. A reader that comes back with
 * {@code Last-Event-ID} goes on behind that event. If batches are lost to it, because it was away for too long, is too slow, or knows another process, it gets an event
 * {@code AllBlocksCleared} in their place: it has to forget what it knew.
 *
 * <p>Ids are {@code FEED-NUMBER}: the feed's id is new with every process. A reader that is cut off or slow holds nobody up but itself.
 */
final class KvEventsRoute {

    private static final Duration LOOK_AROUND = Duration.ofMillis(250);
    private static final long SIGN_OF_LIFE_NANOS = Duration.ofSeconds(15).toNanos();
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_BATCHES = 64;

    private final KvEventFeed feed;
    private final ServerState state;

    KvEventsRoute(KvEventFeed feed, ServerState state) {
        this.feed = feed;
        this.state = state;
    }

    void handle(Exchange exchange) throws ClientGoneException, InterruptedException {
        state.requireServing();
        OptionalLong last =
                exchange.request().header("Last-Event-ID").map(this::number).orElse(OptionalLong.empty());
        boolean returns = exchange.request().header("Last-Event-ID").isPresent();
        // A new reader knows nothing, so it lacks nothing as long as the feed still has its first batch.
        long next = last.isPresent() ? last.getAsLong() + 1 : returns ? -1 : 0;
        exchange.addHeader("Cache-Control", "no-store");
        ResponseStream body = exchange.stream(200, "text/event-stream; charset=utf-8");
        body.write(COMMENT, 0, COMMENT.length);
        stream(exchange, body, next);
        body.finish();
    }

    /** The number of an event of this feed; empty for those of others. */
    private OptionalLong number(String id) {
        int dash = id.indexOf('-');
        if (dash < 0 || !id.substring(0, dash).equals(feed.id()) || id.length() - dash > 19) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(id.substring(dash + 1));
            return number >= -1 && number < feed.next() ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException none) {
            return OptionalLong.empty();
        }
    }

    private void stream(Exchange exchange, ResponseStream body, long from)
            throws ClientGoneException, InterruptedException {
        KvEventsJson json = new KvEventsJson(feed.id());
        long next = from;
        long written = System.nanoTime();
        while (state.outage().isEmpty()) {
            exchange.requirePresent();
            long first = feed.first();
            if (next < first || next < 0) {
                next = Math.max(first, 0);
                send(body, json.cleared(next - 1));
                written = System.nanoTime();
            }
            List<KvEventFeed.Batch> batches = feed.await(next, MOST_BATCHES, LOOK_AROUND);
            if (!batches.isEmpty() && batches.getFirst().number() > next) {
                continue;
            }
            for (KvEventFeed.Batch batch : batches) {
                send(body, json.batch(batch));
                next = batch.number() + 1;
                written = System.nanoTime();
            }
            if (System.nanoTime() - written > SIGN_OF_LIFE_NANOS) {
                body.write(COMMENT, 0, COMMENT.length);
                written = System.nanoTime();
            }
        }
    }

    private static void send(ResponseStream body, JsonWriter event) throws ClientGoneException {
        body.write(event.buffer(), 0, event.length());
    }
}

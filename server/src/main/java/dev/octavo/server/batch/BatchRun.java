package dev.octavo.server.batch;

import dev.octavo.server.http.ClientGoneException;
import dev.octavo.server.http.HttpHandler;
import dev.octavo.server.http.HttpResponse;
import dev.octavo.server.http.LocalExchange;
import dev.octavo.server.http.RequestIds;
import dev.octavo.server.protocol.ErrorBody;
import dev.octavo.server.protocol.RequestJson;
import dev.octavo.spi.ResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a batch file through the API: many lines at once, answers in the order of the lines. A line that is wrong gets an answer that says so and never ends the run.
 */
public final class BatchRun {

    private static final int MAX_JSON_DEPTH = 128;
    private static final int MAX_JSON_TOKENS = 2_000_000;
    private static final int TRIES_WHEN_FULL = 40;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    /** Told after each line. */
    @FunctionalInterface
    public interface Progress {
        /** So many lines are answered, so many of them with an error. */
        void answered(long lines, long failed);
    }

    /**
     * What came of a run.
     *
     * @param lines requests answered
     * @param failed those of them whose answer is an error
     */
    public record Outcome(long lines, long failed) {}

    private final HttpHandler api;
    private final int concurrency;
    private final int maxLineBytes;
    private final Progress progress;
    private final RequestJson json;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<IOException> broken = new AtomicReference<>();

    /**
     * A run; used once.
     *
     * @param api what answers
     * @param concurrency most lines at once
     * @param maxLineBytes longest line
     */
    public BatchRun(HttpHandler api, int concurrency, int maxLineBytes, Progress progress) {
        this.api = api;
        this.concurrency = concurrency;
        this.maxLineBytes = maxLineBytes;
        this.progress = progress;
        this.json = new RequestJson(MAX_JSON_DEPTH, MAX_JSON_TOKENS, maxLineBytes);
    }

    /** How many requests a file holds. */
    public static long count(InputStream in) throws IOException {
        try (BatchLines lines = new BatchLines(in, 0)) {
            long count = 0;
            while (lines.next().isPresent()) {
                count++;
            }
            return count;
        }
    }

    /**
     * Answers every line.
     *
     * @throws ResourceException if a file cannot be read or written any further
     */
    public Outcome run(InputStream in, OutputStream out) throws InterruptedException {
        Semaphore slots = new Semaphore(concurrency);
        OrderedOutput output = new OrderedOutput(out);
        long index = 0;
        try (BatchLines lines = new BatchLines(in, maxLineBytes)) {
            Optional<BatchLines.Line> line = lines.next();
            while (line.isPresent() && broken.get() == null) {
                start(line.get(), index++, slots, output);
                line = lines.next();
            }
        } catch (IOException e) {
            broken.compareAndSet(null, e);
        } finally {
            slots.acquire(concurrency);
        }
        IOException cause = broken.get();
        if (cause != null) {
            throw new ResourceException(
                    "the batch broke off after " + answered + " lines: " + cause.getMessage(), cause);
        }
        return new Outcome(answered.get(), failed.get());
    }

    private void start(BatchLines.Line line, long index, Semaphore slots, OrderedOutput output)
            throws InterruptedException {
        slots.acquire();
        Thread.ofVirtual().name("batch-line-" + line.number()).start(() -> {
            try {
                byte[] answer = answer(line);
                output.write(index, answer);
                progress.answered(answered.incrementAndGet(), failed.get());
            } catch (IOException e) {
                broken.compareAndSet(null, e);
            } finally {
                slots.release();
            }
        });
    }

    private byte[] answer(BatchLines.Line line) {
        try {
            BatchItem item = BatchItem.read(line, json, maxLineBytes);
            String id = RequestIds.fresh();
            HttpResponse response = response(item, id);
            if (response.status() != 200) {
                failed.incrementAndGet();
            }
            return BatchItem.answered(item.customId(), response.status(), id, response.body());
        } catch (BatchItem.Unreadable e) {
            failed.incrementAndGet();
            return BatchItem.refused(e, RequestIds.fresh());
        }
    }

    /** The answer; while the engine's queue is full, asking is repeated with growing pauses. */
    private HttpResponse response(BatchItem item, String id) {
        HttpResponse response = ask(item, id);
        long pause = 10;
        for (int i = 0; i < TRIES_WHEN_FULL && response.status() == 429; i++) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return response;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            response = ask(item, id);
        }
        return response;
    }

    private HttpResponse ask(BatchItem item, String id) {
        LocalExchange exchange = new LocalExchange(id, "POST", item.url(), item.body());
        try {
            api.handle(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClientGoneException e) {
            throw new IllegalStateException("nobody can leave a batch", e);
        }
        return exchange.response()
                .orElseGet(() -> HttpResponse.json(500, ErrorBody.json(500, "The request was broken off.")));
    }
}

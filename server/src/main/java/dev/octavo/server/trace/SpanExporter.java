package dev.octavo.server.trace;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends spans in batches from a thread of its own. {@link #offer} never waits: what does not fit into the queue is dropped and counted, and a collector that is slow or away costs requests nothing.
 */
public final class SpanExporter implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.trace");
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final TraceOptions options;
    private final String version;
    private final ArrayBlockingQueue<RequestSpan> queue;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final LongAdder exported = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Thread thread;
    private volatile boolean closing;
    private boolean complained;

    /** Begins to export. */
    public SpanExporter(TraceOptions options, String version) {
        this.options = options;
        this.version = version;
        this.queue = new ArrayBlockingQueue<>(options.queue());
        this.thread = Thread.ofVirtual().name("otlp-traces").start(this::run);
    }

    /** Queues a span, or drops it. */
    public void offer(RequestSpan span) {
        if (closing || !queue.offer(span)) {
            dropped.increment();
        }
    }

    /** Spans that the collector took. */
    public long exported() {
        return exported.sum();
    }

    /** Spans that found the queue full. */
    public long dropped() {
        return dropped.sum();
    }

    /** Spans that could not be delivered. */
    public long failed() {
        return failed.sum();
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                RequestSpan first = queue.poll(closing ? 0 : 200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    send(batch(first));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            failed.add(queue.size());
        }
    }

    private List<RequestSpan> batch(RequestSpan first) throws InterruptedException {
        List<RequestSpan> spans = new ArrayList<>(List.of(first));
        long end = System.nanoTime() + options.linger().toNanos();
        while (spans.size() < options.batch() && !closing) {
            queue.drainTo(spans, options.batch() - spans.size());
            long left = end - System.nanoTime();
            if (left <= 0 || spans.size() >= options.batch()) {
                return spans;
            }
            RequestSpan next = queue.poll(Math.min(left, 100_000_000), TimeUnit.NANOSECONDS);
            if (next != null) {
                spans.add(next);
            }
        }
        queue.drainTo(spans, options.batch() - spans.size());
        return spans;
    }

    private void send(List<RequestSpan> spans) throws InterruptedException {
        String problem = "";
        try {
            HttpRequest request = request(OtlpMessage.of(spans, options.resource(), version));
            for (int attempt = 0; attempt < ATTEMPTS && (attempt == 0 || !closing); attempt++) {
                Thread.sleep(PAUSE.multipliedBy(attempt));
                problem = attempt(request);
                if (problem.isEmpty()) {
                    exported.add(spans.size());
                    complained = false;
                    return;
                }
                if (problem.startsWith("final")) {
                    break;
                }
            }
        } catch (RuntimeException e) {
            problem = e.toString();
        } catch (InterruptedException e) {
            failed.add(spans.size());
            throw e;
        }
        failed.add(spans.size());
        if (!complained) {
            complained = true;
            LOGGER.log(
                    Level.WARNING,
                    "spans could not be sent to " + options.endpoint().getAuthority() + ": " + problem
                            + "; further failures are only counted");
        }
    }

    /** What went wrong; begins with {@code final} if trying again is of no use. */
    private String attempt(HttpRequest request) throws InterruptedException {
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return switch (status) {
                case 200, 202, 204 -> "";
                case 429, 502, 503, 504 -> "status " + status;
                default -> "final status " + status;
            };
        } catch (IOException e) {
            return e.toString();
        }
    }

    private HttpRequest request(byte[] body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(options.endpoint())
                .timeout(ANSWER)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        options.headers().forEach(builder::header);
        return builder.build();
    }

    /** Sends what waits, for a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(LAST_WORDS)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}

package dev.octavo.server.serving;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.EngineControl;
import dev.octavo.runtime.generate.EngineStats;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.kv.event.KvEventFeed;
import dev.octavo.runtime.metrics.Metrics;
import dev.octavo.server.http.HttpRequest;
import dev.octavo.server.trace.SpanExporter;
import dev.octavo.server.trace.TraceParent;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An engine whose requests have deadlines, can be aborted by the ids that clients know, and leave lines and spans behind. What belongs to an HTTP request is taken from the one that the
 * submitting thread answers. The engine below is not owned.
 */
public final class WatchedEngine implements Engine {

    /** An engine's id is the answer's id with the number of the prompt and one of the process after it. */
    private static final Pattern ENGINE_ID = Pattern.compile("(.*)-\\d+-\\d+");

    private final Engine engine;
    private final Deadlines deadlines;
    private final RequestLog log;
    private final Spans spans;
    private final Set<WatchedGeneration> running = ConcurrentHashMap.newKeySet();

    /** @param exporter where spans go; closed by whoever made it */
    public WatchedEngine(Engine engine, ServingOptions options, Optional<SpanExporter> exporter) {
        this.engine = engine;
        this.deadlines = new Deadlines(options.requestTimeout());
        this.log = new RequestLog(options, engine.model().tokenizer());
        this.spans = new Spans(exporter, engine.model().name());
    }

    @Override
    public Generation submit(GenerationRequest request) {
        return start(request, inner -> inner.submit(request));
    }

    /**
     * Watches over a generation that takes more than one request of the engine, such as a search: it has one deadline, one line in the log and one span.
     *
     * @param how starts it on the engine below, whose requests are not watched one by one
     */
    public Generation start(GenerationRequest request, Function<Engine, Generation> how) {
        Optional<HttpRequest> http = HttpRequest.current();
        Optional<Duration> limit = deadlines.of(http);
        Optional<TraceParent> parent = spans.parent(http);
        log.received(request);
        WatchedGeneration generation = new WatchedGeneration(this, how.apply(engine), request, parent, limit);
        running.add(generation);
        generation.startClock(deadlines);
        return generation;
    }

    /**
     * Aborts what runs under an id.
     *
     * @param id of an answer, such as {@code cmpl-...}, or of the engine
     * @return how many generations were aborted
     */
    public int abort(String id) {
        int count = 0;
        for (WatchedGeneration generation : running) {
            Matcher parts = ENGINE_ID.matcher(generation.id());
            if (generation.id().equals(id) || (parts.matches() && parts.group(1).equals(id))) {
                generation.abort();
                count++;
            }
        }
        return count;
    }

    /** Generations that are not over. */
    public int running() {
        return running.size();
    }

    void over(WatchedGeneration generation) {
        running.remove(generation);
    }

    RequestLog log() {
        return log;
    }

    Spans spans() {
        return spans;
    }

    @Override
    public ServedModel model() {
        return engine.model();
    }

    @Override
    public EngineStats stats() {
        return engine.stats();
    }

    @Override
    public Metrics metrics() {
        return engine.metrics();
    }

    @Override
    public Optional<Throwable> failure() {
        return engine.failure();
    }

    @Override
    public Duration stepTime() {
        return engine.stepTime();
    }

    @Override
    public EngineControl control() {
        return engine.control();
    }

    @Override
    public Optional<KvEventFeed> kvEvents() {
        return engine.kvEvents();
    }

    @Override
    public boolean drain(Duration timeout) throws InterruptedException {
        return engine.drain(timeout);
    }

    /** Stops the clock of deadlines; the engine below stays open. */
    @Override
    public void close() {
        deadlines.close();
    }
}

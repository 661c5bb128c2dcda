package dev.octavo.server.serving;

import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.GenerationTimes;
import dev.octavo.runtime.generate.GenerationUsage;
import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.server.trace.TraceParent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A generation with a deadline, whose end is noted once: in the log and as a span. */
final class WatchedGeneration implements Generation {

    private final WatchedEngine engine;
    private final Generation inner;
    private final GenerationRequest request;
    private final Optional<TraceParent> parent;
    private final Optional<Duration> limit;
    private final long arrivalNanos = Spans.wallNanos();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<String> reasons = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<Integer, StringBuilder> texts = new ConcurrentHashMap<>();
    private volatile boolean late;
    private volatile @Nullable Future<?> clock;

    WatchedGeneration(
            WatchedEngine engine,
            Generation inner,
            GenerationRequest request,
            Optional<TraceParent> parent,
            Optional<Duration> limit) {
        this.engine = engine;
        this.inner = inner;
        this.request = request;
        this.parent = parent;
        this.limit = limit;
    }

    void startClock(Deadlines deadlines) {
        limit.ifPresent(time -> clock = deadlines.after(time, this::expire));
    }

    private void expire() {
        late = true;
        inner.close();
    }

    /** Ends it as if its client had left, but for what the client sees. */
    void abort() {
        inner.close();
    }

    @Override
    public String id() {
        return inner.id();
    }

    @Override
    public Optional<GenerationChunk> next() throws InterruptedException {
        Optional<GenerationChunk> chunk;
        try {
            chunk = inner.next();
        } catch (RuntimeException e) {
            over(e.getClass().getSimpleName());
            throw e;
        }
        if (late && !over.get() && reasons.size() < request.sampling().n()) {
            over("DeadlineException");
            throw new DeadlineException(limit.orElse(Duration.ZERO));
        }
        chunk.ifPresentOrElse(this::note, () -> over(""));
        return chunk;
    }

    private void note(GenerationChunk chunk) {
        if (engine.log().wantsOutputs()) {
            StringBuilder text = texts.computeIfAbsent(chunk.choice(), choice -> new StringBuilder());
            if (!engine.log().isFull(text.length())) {
                text.append(chunk.text());
            }
        }
        chunk.finish().ifPresent(finish -> {
            String reason = finish.name().toLowerCase(Locale.ROOT);
            reasons.add(reason);
            StringBuilder text = texts.remove(chunk.choice());
            if (text != null) {
                engine.log().answered(request.id(), chunk.choice(), text, reason);
            }
        });
    }

    private void over(String error) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        Future<?> running = clock;
        if (running != null) {
            running.cancel(false);
        }
        engine.over(this);
        // What ended without saying so was cut off: by its client, its deadline, an operator or an error.
        while (reasons.size() < request.sampling().n()) {
            reasons.add(error.isEmpty() || late ? "abort" : "error");
        }
        parent.ifPresent(
                context -> engine.spans().ended(context, request, arrivalNanos, usage(), times(), reasons, error));
    }

    @Override
    public List<Optional<TokenLogprob>> promptLogprobs() {
        return inner.promptLogprobs();
    }

    @Override
    public GenerationUsage usage() {
        return inner.usage();
    }

    @Override
    public GenerationTimes times() {
        return inner.times();
    }

    @Override
    public void close() {
        inner.close();
        over("");
    }
}

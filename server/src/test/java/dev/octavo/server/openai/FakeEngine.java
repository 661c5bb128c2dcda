package dev.octavo.server.openai;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.EngineControl;
import dev.octavo.runtime.generate.EngineStats;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.generate.SamplingDefaults;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.kv.event.KvEventFeed;
import dev.octavo.runtime.metrics.Metrics;
import dev.octavo.spi.ResourceException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An engine whose answers are scripts. Remembers what it was asked and what runs. */
final class FakeEngine implements Engine {

    static final String NAME = "org/tiny";
    static final int MAX_LENGTH = 512;

    final Queue<GenerationRequest> requests = new ConcurrentLinkedQueue<>();
    final Set<FakeGeneration> running = ConcurrentHashMap.newKeySet();
    final AtomicInteger aborted = new AtomicInteger();
    volatile Function<GenerationRequest, FakeScript> script = request -> FakeScript.of("Hello, wörld!");
    volatile boolean full;
    volatile Optional<Throwable> failure = Optional.empty();
    volatile Duration stepTime = Duration.ZERO;
    volatile EngineControl control = EngineControl.NONE;
    volatile Optional<KvEventFeed> kvEvents = Optional.empty();

    private final ServedModel model = new ServedModel(
            List.of(NAME, "alias"),
            "/models/tiny",
            MAX_LENGTH,
            new FakeTokenizer().vocabularySize(),
            new FakeTokenizer(),
            Optional.empty(),
            Set.of(2),
            new SamplingDefaults(
                    OptionalDouble.of(0.6),
                    OptionalDouble.empty(),
                    OptionalInt.of(20),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalInt.empty()));

    @Override
    public ServedModel model() {
        return model;
    }

    @Override
    public Generation submit(GenerationRequest request) {
        if (full) {
            throw new ResourceException("the queue is full; try again later");
        }
        requests.add(request);
        FakeGeneration generation = new FakeGeneration(this, request, script.apply(request));
        running.add(generation);
        return generation;
    }

    GenerationRequest lastRequest() {
        return requests.stream().reduce((first, second) -> second).orElseThrow();
    }

    @Override
    public EngineStats stats() {
        return new EngineStats(running.size(), 0, running.size(), 100, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public Metrics metrics() {
        return out -> out.append("# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running ")
                .append(Integer.toString(running.size()))
                .append('\n');
    }

    @Override
    public Optional<Throwable> failure() {
        return failure;
    }

    @Override
    public Duration stepTime() {
        return stepTime;
    }

    @Override
    public EngineControl control() {
        return control;
    }

    @Override
    public Optional<KvEventFeed> kvEvents() {
        return kvEvents;
    }

    @Override
    public boolean drain(Duration timeout) {
        return running.isEmpty();
    }

    @Override
    public void close() {
        running.forEach(FakeGeneration::close);
    }
}

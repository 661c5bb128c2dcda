package dev.octavo.server.bench;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.sample.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Prompts through the engine itself, without a server between. */
public final class OfflineRun {

    private final Engine engine;
    private final AtomicLong requests = new AtomicLong();

    /** Runs on this engine. */
    public OfflineRun(Engine engine) {
        this.engine = engine;
    }

    /**
     * Runs all at once.
     *
     * @param onDone called for each that is done
     * @return seconds from the first to the last
     */
    public double seconds(List<RandomPrompts> prompts, Runnable onDone) throws InterruptedException {
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (RandomPrompts prompt : prompts) {
                running.add(threads.submit(() -> {
                    read(prompt);
                    onDone.run();
                    return null;
                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void read(RandomPrompts prompt) throws InterruptedException {
        SamplingParams sampling = SamplingParams.builder()
                .temperature(0)
                .ignoreEos(true)
                .maxTokens(prompt.outputTokens())
                .build();
        try (Generation generation = engine.submit(
                new GenerationRequest("bench-" + requests.incrementAndGet(), prompt.prompt(), sampling))) {
            while (generation.next().isPresent()) {
                // Only the time counts.
            }
        }
    }
}

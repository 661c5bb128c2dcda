package dev.octavo.server.bench;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Runs prompts on an engine of this process, without HTTP. */
public final class OfflineBench {

    private final Engine engine;
    private final int atOnce;
    private final AtomicInteger requests = new AtomicInteger();

    /**
     * A bench on an engine.
     *
     * @param atOnce most requests handed to the engine at once; it must be willing to queue so many
     */
    public OfflineBench(Engine engine, int atOnce) {
        this.engine = engine;
        this.atOnce = atOnce;
    }

    /**
     * What a run gave.
     *
     * @param requests requests
     * @param inputTokens prompt tokens
     * @param outputTokens tokens generated
     * @param seconds from the first submission to the last token
     */
    public record Result(int requests, long inputTokens, long outputTokens, double seconds) {}

    /**
     * Runs all prompts, each for its whole length.
     *
     * @param onDone told after each request how many are done
     * @throws OctavoException if a request failed
     */
    public Result run(List<BenchPrompt> prompts, IntConsumer onDone) throws InterruptedException {
        Semaphore slots = new Semaphore(atOnce);
        AtomicInteger done = new AtomicInteger();
        List<Future<Integer>> futures = new ArrayList<>(prompts.size());
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (BenchPrompt prompt : prompts) {
                    slots.acquire();
                    futures.add(threads.submit(() -> {
                        try {
                            return generate(prompt);
                        } finally {
                            slots.release();
                            onDone.accept(done.incrementAndGet());
                        }
                    }));
                }
                long output = 0;
                for (Future<Integer> future : futures) {
                    output += future.get();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                long input = prompts.stream().mapToLong(p -> p.ids().length).sum();
                return new Result(prompts.size(), input, output, seconds);
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof OctavoException known
                        ? known
                        : new ResourceException("the benchmark failed: " + e.getCause(), e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private int generate(BenchPrompt prompt) throws InterruptedException {
        SamplingParams sampling = SamplingParams.builder()
                .temperature(1)
                .ignoreEos(true)
                .maxTokens(prompt.outputTokens())
                .build();
        GenerationRequest request =
                new GenerationRequest("bench-" + requests.incrementAndGet(), prompt.ids(), sampling);
        try (Generation generation = engine.submit(request)) {
            while (generation.next().isPresent()) {
                // Text is made, as it would be for a client, and dropped.
            }
            return generation.usage().completionTokens();
        }
    }
}

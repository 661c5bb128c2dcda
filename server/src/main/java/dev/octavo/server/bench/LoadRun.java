package dev.octavo.server.bench;

import dev.octavo.spi.ResourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Sends requests at their times, each on a virtual thread of its own.
 *
 * @param sender how
 * @param arrivals when
 * @param maxConcurrency most requests under way at once; others wait, which counts as part of no figure
 * @param onDone told after each request how many are done
 */
public record LoadRun(Sender sender, Arrivals arrivals, OptionalInt maxConcurrency, IntConsumer onDone) {

    /**
     * What a run gave.
     *
     * @param outcomes one per prompt, in their order
     * @param seconds from the first request to the end of the last
     */
    public record Result(List<Outcome> outcomes, double seconds) {}

    /** Sends all prompts and waits for the answers. */
    public Result run(List<BenchPrompt> prompts, long seed) throws InterruptedException {
        double[] times = arrivals.times(prompts.size(), seed);
        Semaphore slots = new Semaphore(maxConcurrency.orElse(Integer.MAX_VALUE));
        AtomicInteger done = new AtomicInteger();
        List<Future<Outcome>> futures = new ArrayList<>(prompts.size());
        long origin = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int i = 0; i < prompts.size(); i++) {
                    waitUntil(origin, times[i]);
                    BenchPrompt prompt = prompts.get(i);
                    futures.add(threads.submit(() -> one(prompt, origin, slots, done)));
                }
                List<Outcome> outcomes = new ArrayList<>(futures.size());
                for (Future<Outcome> future : futures) {
                    outcomes.add(future.get());
                }
                return new Result(outcomes, (System.nanoTime() - origin) / 1e9);
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new ResourceException("the load generator failed: " + e.getCause(), e);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private Outcome one(BenchPrompt prompt, long origin, Semaphore slots, AtomicInteger done)
            throws InterruptedException {
        slots.acquire();
        try {
            return sender.send(prompt, origin);
        } finally {
            slots.release();
            onDone.accept(done.incrementAndGet());
        }
    }

    private static void waitUntil(long origin, double seconds) throws InterruptedException {
        long nanos = origin + (long) (seconds * 1e9) - System.nanoTime();
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }
}

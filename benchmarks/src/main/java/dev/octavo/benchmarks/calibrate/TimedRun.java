package dev.octavo.benchmarks.calibrate;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.simulator.workload.TraceRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Replays a trace on a real engine. */
public final class TimedRun {

    /** When a request was sent and its tokens came, in seconds. */
    public record Times(double sent, double first, double last, int tokens) {

        /** Seconds to the first token. */
        public double ttft() {
            return first - sent;
        }

        /** Seconds for each further token; NaN where there is none. */
        public double tpot() {
            return tokens > 1 ? (last - first) / (tokens - 1) : Double.NaN;
        }
    }

    private final Engine engine;
    private final int vocabulary;

    /** Runs requests of random tokens below {@code vocabulary}. */
    public TimedRun(Engine engine, int vocabulary) {
        this.engine = engine;
        this.vocabulary = vocabulary;
    }

    /** Each request at its time; by index of the trace. */
    public List<Times> replay(List<TraceRequest> trace) throws InterruptedException {
        long start = System.nanoTime();
        List<Times> times = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Times>> running = new ArrayList<>();
            for (int i = 0; i < trace.size(); i++) {
                int index = i;
                running.add(threads.submit(() -> one(trace.get(index), index, start)));
            }
            for (Future<Times> future : running) {
                times.add(future.get());
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a request failed", failed.getCause());
        }
        return times;
    }

    private Times one(TraceRequest request, int index, long start) throws InterruptedException {
        int[] prompt = request.prompt();
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] %= vocabulary;
        }
        long wait = (long) (request.arrival() * 1e9) - (System.nanoTime() - start);
        if (wait > 0) {
            Thread.sleep(java.time.Duration.ofNanos(wait));
        }
        SamplingParams sampling = SamplingParams.builder()
                .temperature(0)
                .ignoreEos(true)
                .maxTokens(request.outputTokens())
                .build();
        double sent = seconds(start);
        double first = 0;
        double last = 0;
        int tokens = 0;
        try (Generation generation =
                engine.submit(new GenerationRequest("run-" + start + "-" + index, prompt, sampling))) {
            for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
                if (chunk.get().tokenIds().length > 0) {
                    last = seconds(start);
                    first = tokens == 0 ? last : first;
                    tokens += chunk.get().tokenIds().length;
                }
            }
        }
        return new Times(sent, first, last, tokens);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}

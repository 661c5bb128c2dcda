package dev.octavo.server.e2e;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.sample.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** A mixed workload and what an engine makes of it. */
final class Completions {

    private static final AtomicLong IDS = new AtomicLong();

    private Completions() {}

    /**
     * A prompt and how to continue it.
     *
     * @param prompt token ids
     * @param sampling how
     */
    record Work(int[] prompt, SamplingParams sampling) {}

    /** Requests of mixed lengths, some with a common beginning, greedy and sampled by seed in turn. */
    static List<Work> mixed(int count, int vocabulary) {
        SplittableRandom random = new SplittableRandom(7);
        int[] common = ids(random, 40, vocabulary);
        List<Work> work = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] own = ids(random, 1 + random.nextInt(90), vocabulary);
            int[] prompt = i % 3 == 0 ? concatenated(common, own) : own;
            SamplingParams sampling = SamplingParams.builder()
                    .temperature(i % 2 == 0 ? 0 : 0.9f)
                    .topP(i % 4 == 1 ? 0.9f : 1)
                    .repetitionPenalty(i % 5 == 0 ? 1.2f : 1)
                    .seed(1000 + i)
                    .maxTokens(5 + random.nextInt(40))
                    .ignoreEos(true)
                    .build();
            work.add(new Work(prompt, sampling));
        }
        return work;
    }

    private static int[] ids(SplittableRandom random, int count, int vocabulary) {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = 10 + random.nextInt(vocabulary - 10);
        }
        return ids;
    }

    private static int[] concatenated(int[] first, int[] second) {
        int[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** One after the other. */
    static List<List<Integer>> alone(Engine engine, List<Work> work) throws Exception {
        List<List<Integer>> tokens = new ArrayList<>();
        for (Work one : work) {
            tokens.add(run(engine, one));
        }
        return tokens;
    }

    /** All at once. */
    static List<List<Integer>> together(Engine engine, List<Work> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> running = new ArrayList<>();
            for (Work one : work) {
                running.add(threads.submit(() -> run(engine, one)));
            }
            List<List<Integer>> tokens = new ArrayList<>();
            for (Future<List<Integer>> future : running) {
                tokens.add(future.get());
            }
            return tokens;
        }
    }

    static List<Integer> run(Engine engine, Work work) throws InterruptedException {
        List<Integer> tokens = new ArrayList<>();
        GenerationRequest request =
                new GenerationRequest("test-" + IDS.incrementAndGet(), work.prompt(), work.sampling());
        try (Generation generation = engine.submit(request)) {
            for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
                for (int id : chunk.get().tokenIds()) {
                    tokens.add(id);
                }
            }
        }
        return tokens;
    }
}

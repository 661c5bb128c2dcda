package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.Engines.Output;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients on virtual threads against one engine. */
@Timeout(600)
class ConcurrencyTest {

    private static final int VOCABULARY = 24;

    @Test
    void clientsThatReadLeaveAndStopGetTheirTokensAndLeaveNothingBehind() throws Exception {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 16, 4, 40);
        int clients = 1000;
        try (LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(runner), runner);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = IntStream.range(0, clients)
                    .mapToObj(i -> threads.submit(() -> client(engine, i)))
                    .toList();
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
            Engines.eventually(() -> engine.stats().running() + engine.stats().waiting() == 0);
            assertThat(engine.stats().usedBlocks()).isZero();
            assertThat(engine.failure()).isEmpty();
            StringBuilder text = new StringBuilder();
            engine.metrics().writePrometheus(text);
            long finished = text.toString()
                    .lines()
                    .filter(line -> line.startsWith("vllm:request_success_total"))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
            assertThat(finished).isEqualTo(clients);
        }
    }

    private static boolean client(LlmEngine engine, int number) throws InterruptedException {
        Random random = new Random(number);
        int[] prompt = random.ints(1 + random.nextInt(20), 0, VOCABULARY).toArray();
        int count = 1 + random.nextInt(30);
        int[] expected = FakeModelRunner.greedy(prompt, count, VOCABULARY);
        try (Generation generation =
                engine.submit(Engines.request(Engines.greedy(count).build(), prompt))) {
            if (random.nextInt(3) == 0) {
                int read = 0;
                int leaveAfter = random.nextInt(count);
                for (Optional<GenerationChunk> chunk = Optional.empty();
                        read < leaveAfter;
                        read += chunk.orElseThrow().tokenIds().length) {
                    chunk = generation.next();
                }
                return true;
            }
            Output output = Engines.readOne(generation);
            assertThat(output.tokens()).containsExactly(expected);
            return true;
        }
    }

    @Test
    void anIdleEngineWakesForEveryRequest() throws InterruptedException {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 16, 4, 40);
        try (LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(runner), runner)) {
            for (int i = 0; i < 3000; i++) {
                Output output = Engines.readOne(
                        engine.submit(Engines.request(Engines.greedy(1 + i % 2).build(), i % VOCABULARY)));
                assertThat(output.tokens()).hasSize(1 + i % 2);
            }
        }
    }
}

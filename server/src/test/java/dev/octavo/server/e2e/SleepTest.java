package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.EngineControl;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded model gives its memory back and takes it again. */
@Timeout(600)
class SleepTest {

    private static final int[] PROMPT = IntStream.range(300, 340).toArray();

    private static Llm open() {
        return Llm.model(Repository.embeddedModel())
                .device("cpu")
                .cacheBytes(16L << 20)
                .engine(EngineConfig.builder().kvOffloadingBytes(16L << 20).build())
                .warmUp(Duration.ZERO)
                .open();
    }

    private static Generation submit(Engine engine) {
        return engine.submit(new GenerationRequest(
                "r",
                PROMPT,
                SamplingParams.builder()
                        .temperature(0)
                        .maxTokens(24)
                        .ignoreEos(true)
                        .build()));
    }

    private static int[] read(Generation generation) throws InterruptedException {
        int[] tokens = {};
        for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
            int[] more = chunk.get().tokenIds();
            int before = tokens.length;
            tokens = Arrays.copyOf(tokens, before + more.length);
            System.arraycopy(more, 0, tokens, before, more.length);
        }
        return tokens;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatItWritesAfterwardsIsTheSame(int level) throws Exception {
        try (Llm llm = open()) {
            Engine engine = llm.engine();
            EngineControl control = engine.control();
            int[] before = read(submit(engine));
            control.sleep(level);
            control.sleep(level);
            assertThat(control.isSleeping()).isTrue();
            assertThat(figure(engine, "awake")).isZero();
            assertThatThrownBy(control::resume)
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("wake");
            CompletableFuture<int[]> meanwhile = new CompletableFuture<>();
            Generation waiting = submit(engine);
            Thread.startVirtualThread(() -> {
                try {
                    meanwhile.complete(read(waiting));
                } catch (Exception failed) {
                    meanwhile.completeExceptionally(failed);
                }
            });
            Thread.sleep(50);
            assertThat(meanwhile).isNotDone();
            control.wakeUp();
            assertThat(meanwhile.get()).isEqualTo(before);
            assertThat(read(submit(engine))).isEqualTo(before);
            assertThat(figure(engine, "awake")).isEqualTo(1);
        }
    }

    @Test
    void anEngineCanBeClosedInItsSleep() throws Exception {
        Llm llm = open();
        llm.engine().control().sleep(2);
        llm.close();
        assertThat(llm.engine().failure()).isEmpty();
    }

    private static double figure(Engine engine, String state) throws IOException {
        StringBuilder figures = new StringBuilder();
        engine.metrics().writePrometheus(figures);
        return figures.toString()
                .lines()
                .filter(line -> line.startsWith("vllm:engine_sleep_state{") && line.contains('"' + state + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}

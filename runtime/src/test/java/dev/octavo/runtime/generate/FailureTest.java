package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.execute.FakeModelRunner;
import dev.octavo.runtime.generate.Engines.Output;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceLostException;
import dev.octavo.spi.InternalException;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to requests and engine when something goes wrong or somebody leaves. */
@Timeout(600)
class FailureTest {

    private static final int VOCABULARY = 32;

    private final FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 64);

    private LlmEngine engine() {
        return engine(EngineConfig.defaults());
    }

    private LlmEngine engine(EngineConfig config) {
        return new LlmEngine(config, Engines.model(runner), runner);
    }

    private static GenerationRequest request(int maxTokens, int... prompt) {
        return Engines.request(Engines.greedy(maxTokens).build(), prompt);
    }

    @Test
    void damagedLogitsFailTheirRequestOnly() throws InterruptedException {
        int[] unaffected = FakeModelRunner.greedy(new int[] {1, 2, 3}, 30, VOCABULARY);
        int poison = IntStream.range(4, VOCABULARY)
                .filter(token -> Arrays.stream(unaffected).noneMatch(one -> one == token))
                .findFirst()
                .orElseThrow();
        runner.poison(poison);
        try (LlmEngine engine = engine()) {
            Generation healthy = engine.submit(request(30, 1, 2, 3));
            Generation broken =
                    engine.submit(Engines.request(SamplingParams.builder().n(3).build(), poison, 2, 3));
            assertThatThrownBy(() -> Engines.readAll(broken, 3))
                    .isInstanceOf(InternalException.class)
                    .hasMessageContaining("NaN");
            assertThat(Engines.readOne(healthy).tokens()).containsExactly(unaffected);
            assertThat(engine.failure()).isEmpty();
            Engines.eventually(() -> engine.stats().usedBlocks() == 0);
        }
    }

    @Test
    void parametersThatLeaveNoTokenFailTheirRequestOnly() throws InterruptedException {
        try (LlmEngine engine = engine()) {
            SamplingParams impossible = Engines.greedy(4)
                    .allowedTokenIds(List.of(5))
                    .badWords(List.of(List.of(5)))
                    .build();
            Generation broken = engine.submit(Engines.request(impossible, 1));
            assertThatThrownBy(broken::next).isInstanceOf(UserException.class);
            assertThat(Engines.readOne(engine.submit(request(3, 1))).tokens()).hasSize(3);
        }
    }

    @Test
    void aFailedStepFailsItsRequestsAndTheEngineGoesOn() throws InterruptedException {
        AtomicBoolean once = new AtomicBoolean();
        runner.beforeStep(step -> {
            if (step == 3 && once.compareAndSet(false, true)) {
                throw new DeviceException("a kernel failed");
            }
        });
        try (LlmEngine engine = engine()) {
            Generation broken = engine.submit(request(30, 1, 2, 3));
            assertThatThrownBy(() -> Engines.readOne(broken))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("a kernel failed");
            assertThat(engine.failure()).isEmpty();
            int[] prompt = {1, 2, 3};
            Output output = Engines.readOne(engine.submit(request(5, prompt)));
            assertThat(output.tokens()).containsExactly(FakeModelRunner.greedy(prompt, 5, VOCABULARY));
        }
    }

    @Test
    void aLostDeviceFailsTheEngineAndEveryoneIsTold() throws InterruptedException {
        for (RuntimeException cause :
                List.of(new DeviceLostException("gone", null), new IllegalStateException("defect"))) {
            FakeModelRunner fragile = new FakeModelRunner(VOCABULARY, 64, 2, 4, 64);
            CountDownLatch submitted = new CountDownLatch(1);
            fragile.beforeStep(step -> {
                await(submitted);
                if (step == 5) {
                    throw cause;
                }
            });
            try (LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(fragile), fragile)) {
                List<Generation> waiting = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    waiting.add(engine.submit(request(30, i)));
                }
                submitted.countDown();
                for (Generation generation : waiting) {
                    assertThatThrownBy(() -> Engines.readOne(generation)).isInstanceOf(OctavoException.class);
                }
                Engines.eventually(() -> engine.failure().isPresent());
                assertThat(engine.failure()).containsSame(cause);
                assertThatThrownBy(() -> engine.submit(request(1, 1))).isInstanceOf(OctavoException.class);
                assertThat(engine.drain(Duration.ofMinutes(2))).isTrue();
                Engines.eventually(fragile::isClosed);
            }
        }
    }

    @Test
    void requestsThatRaceWithTheEndAreNeverLeftHanging() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            FakeModelRunner fragile = new FakeModelRunner(VOCABULARY, 64, 2, 4, 64);
            boolean fails = round % 2 == 0;
            fragile.beforeStep(step -> {
                if (fails && step == 2) {
                    throw new InternalException("broken");
                }
            });
            LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(fragile), fragile);
            Thread client = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 5; i++) {
                    try {
                        Engines.readOne(engine.submit(request(2, 1)));
                    } catch (OctavoException | InterruptedException expected) {
                        // The engine may be gone.
                    }
                }
            });
            engine.close();
            client.join(Duration.ofMinutes(2));
            assertThat(client.isAlive()).isFalse();
        }
    }

    @Test
    void closingARequestFreesItsBlocksWithoutReading() throws InterruptedException {
        StepGate gate = new StepGate();
        gate.allow(3);
        runner.beforeStep(gate);
        try (LlmEngine engine = engine()) {
            Generation generation = engine.submit(request(200, 1, 2, 3));
            Optional<GenerationChunk> first = generation.next();
            assertThat(first).isPresent();
            assertThat(engine.stats().running()).isEqualTo(1);
            generation.close();
            generation.close();
            gate.allow(1);
            Engines.eventually(() -> engine.stats().running() == 0);
            assertThat(engine.stats().usedBlocks()).isZero();
        }
    }

    @Test
    void aReaderWakesWhenAnotherThreadClosesItsRequest() throws InterruptedException {
        CountDownLatch stepping = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        runner.beforeStep(step -> {
            stepping.countDown();
            await(release);
        });
        try (LlmEngine engine = engine()) {
            Generation generation = engine.submit(request(200, 1, 2, 3));
            await(stepping);
            Thread closer = Thread.ofVirtual().start(() -> {
                generation.close();
                release.countDown();
            });
            Output output = Engines.readOne(generation);
            assertThat(output.finish()).isEqualTo(FinishReason.ABORT);
            closer.join();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anInterruptedReaderCanGoOn() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        runner.beforeStep(step -> await(release));
        try (LlmEngine engine = engine()) {
            Generation generation = engine.submit(request(3, 1));
            Thread.currentThread().interrupt();
            assertThatThrownBy(generation::next).isInstanceOf(InterruptedException.class);
            release.countDown();
            assertThat(Engines.readOne(generation).tokens()).hasSize(3);
        }
    }

    @Test
    void aFullQueueRefusesAtOnceAndTakesMoreLater() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        runner.beforeStep(step -> await(release));
        EngineConfig config =
                EngineConfig.builder().maxSequences(1).maxWaiting(2).build();
        try (LlmEngine engine = engine(config)) {
            Generation running = engine.submit(request(2, 1));
            Engines.eventually(() -> engine.stats().running() == 1 || runner.steps() == 0);
            List<Generation> queued = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 4; i++) {
                            queued.add(engine.submit(request(2, 1)));
                        }
                    })
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("queue is full");
            release.countDown();
            Engines.readOne(running);
            for (Generation generation : queued) {
                Engines.readOne(generation);
            }
            assertThat(Engines.readOne(engine.submit(request(2, 1))).tokens()).hasSize(2);
        }
    }

    @Test
    void requestsThatLeaveTheQueueMakeRoomInIt() throws InterruptedException {
        StepGate gate = new StepGate();
        runner.beforeStep(gate);
        EngineConfig config =
                EngineConfig.builder().maxSequences(1).maxWaiting(2).build();
        try (LlmEngine engine = engine(config)) {
            Generation running = engine.submit(request(200, 1));
            gate.allow(1);
            running.next();
            for (int i = 0; i < 5; i++) {
                Generation queued = engine.submit(request(2, 1));
                engine.submit(request(2, 1)).close();
                queued.close();
                gate.allow(2);
                assertThat(Engines.readOne(queued).finish()).isEqualTo(FinishReason.ABORT);
            }
            running.close();
            gate.open();
        }
    }

    @Test
    void drainingRefusesNewRequestsAndFinishesTheOld() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        runner.beforeStep(step -> await(release));
        try (LlmEngine engine = engine()) {
            Generation old = engine.submit(request(5, 1));
            assertThat(engine.drain(Duration.ofMillis(20))).isFalse();
            assertThatThrownBy(() -> engine.submit(request(5, 1)))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("shutting down");
            release.countDown();
            assertThat(engine.drain(Duration.ofMinutes(2))).isTrue();
            assertThat(Engines.readOne(old).tokens()).hasSize(5);
        }
    }

    @Test
    void closingTheEngineAbortsWhatRuns() throws InterruptedException {
        StepGate gate = new StepGate();
        gate.allow(2);
        runner.beforeStep(gate);
        LlmEngine engine = engine();
        Generation generation = engine.submit(request(100, 1));
        generation.next();
        Thread closer = Thread.ofVirtual().start(engine::close);
        Engines.eventually(engine::isStopping);
        gate.allow(1);
        closer.join();
        engine.close();
        assertThat(Engines.readOne(generation).finish()).isEqualTo(FinishReason.ABORT);
        assertThat(runner.isClosed()).isTrue();
        assertThat(engine.failure()).isEmpty();
        assertThatThrownBy(() -> engine.submit(request(1, 1))).isInstanceOf(ResourceException.class);
    }
}

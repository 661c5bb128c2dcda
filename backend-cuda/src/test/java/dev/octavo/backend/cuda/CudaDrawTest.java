package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.runtime.sample.Sampler;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.sample.SamplingParamsBuilder;
import dev.octavo.runtime.sample.SequenceSampling;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.DrawSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The device draws the token that the runtime's sampler draws: always, not nearly always, because both have the same weights and exact sums. */
class CudaDrawTest {

    private static final int ROWS = 60;
    private static final int[] PROMPT = {1};

    private static SamplingParams params(Random random) {
        SamplingParamsBuilder params =
                SamplingParams.builder().maxTokens(99).temperature(0.2f + 2 * random.nextFloat());
        if (random.nextInt(8) == 0) {
            params.temperature(0);
        }
        if (random.nextInt(3) == 0) {
            params.topK(1 + random.nextInt(random.nextBoolean() ? 60 : 3000));
        }
        if (random.nextInt(2) == 0) {
            params.topP(0.01f + 0.98f * random.nextFloat());
        }
        if (random.nextInt(4) == 0) {
            params.minP(0.1f * random.nextFloat());
        }
        return params.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 300, 5003, 32_000})
    void deviceAndSamplerDrawTheSame(int vocabulary) {
        Random random = new Random(vocabulary);
        MemorySegment logits = Arena.ofAuto().allocate(4L * ROWS * vocabulary, 64);
        for (long i = 0; i < (long) ROWS * vocabulary; i++) {
            // Some rows have many equal logits, zeros of both signs among them.
            long row = i / vocabulary;
            float x = (float) random.nextGaussian() * (row % 4 == 0 ? 1 : 4);
            logits.setAtIndex(
                    ValueLayout.JAVA_FLOAT, i, row % 3 == 1 ? Math.round(x) * (random.nextBoolean() ? 1f : -1f) : x);
        }
        RowDraws draws = new RowDraws(ROWS);
        Sampler sampler = new Sampler(vocabulary);
        List<Integer> expected = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            SequenceSampling sampling = new SequenceSampling(params(random), random.nextLong(), 0, new int[0], PROMPT);
            assertThat(sampling.drawOnDevice(row, row, draws)).isTrue();
            expected.add(sampler.sample(logits, row, sampling, new int[128], 1, 1 + row, null));
        }
        assertThat(drawn(logits, draws, vocabulary)).isEqualTo(expected);
    }

    private static List<Integer> drawn(MemorySegment logits, RowDraws draws, int vocabulary) {
        try (Backend backend = StandIn.backend()) {
            CommandQueue queue = backend.newQueue();
            DeviceBuffer index = backend.memory().allocate(4L * ROWS, MemoryKind.DEVICE, "index");
            backend.ops()
                    .prepare(new DrawSpec(vocabulary, DType.F32))
                    .enqueue(
                            queue,
                            new TensorOpArgs(
                                    List.of(
                                            tensor(backend, queue, DType.F32, vocabulary, logits),
                                            tensor(backend, queue, DType.F32, RowDraws.NUMBERS, draws.settings()),
                                            tensor(backend, queue, DType.I32, RowDraws.NUMBERS, draws.draws())),
                                    List.of(TensorRef.matrix(index, DType.I32, ROWS, 1))),
                            null);
            queue.download(index, 0, draws.tokens());
            queue.await();
            List<Integer> tokens = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                tokens.add(draws.token(row));
            }
            return tokens;
        }
    }

    private static TensorRef tensor(
            Backend backend, CommandQueue queue, DType type, int columns, MemorySegment content) {
        DeviceBuffer buffer = backend.memory().allocate(4L * ROWS * columns, MemoryKind.DEVICE, "test");
        queue.upload(content, buffer, 0);
        return TensorRef.matrix(buffer, type, ROWS, columns);
    }
}

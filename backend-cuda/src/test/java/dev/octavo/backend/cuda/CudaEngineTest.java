package dev.octavo.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.AsyncScheduling;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.sample.SamplingParams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An engine on the device: the same tokens however its steps are handed over. */
class CudaEngineTest {

    private static final Path MODEL = Path.of("../models/stories-draft");

    /** Ragged: prompts and outputs of all lengths, some that end early, one that needs the host for its tokens. */
    private static List<GenerationRequest> requests() {
        List<SamplingParams> sampling = List.of(
                SamplingParams.builder()
                        .temperature(0)
                        .maxTokens(13)
                        .ignoreEos(true)
                        .build(),
                SamplingParams.builder()
                        .temperature(0)
                        .maxTokens(7)
                        .ignoreEos(true)
                        .build(),
                SamplingParams.builder().seed(3).topP(0.9f).maxTokens(12).build(),
                SamplingParams.builder()
                        .seed(4)
                        .topK(20)
                        .maxTokens(9)
                        .ignoreEos(true)
                        .build(),
                SamplingParams.builder()
                        .temperature(0)
                        .maxTokens(3)
                        .frequencyPenalty(0.5f)
                        .ignoreEos(true)
                        .build());
        return IntStream.range(0, sampling.size())
                .mapToObj(i -> new GenerationRequest(
                        "r" + i,
                        IntStream.range(0, 1 + 5 * i)
                                .map(at -> 2 + (31 * at + 17 * i) % 500)
                                .toArray(),
                        sampling.get(i)))
                .toList();
    }

    private static List<Integer> read(Generation generation) throws InterruptedException {
        List<Integer> tokens = new ArrayList<>();
        for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
            for (int token : chunk.get().tokenIds()) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    private static List<List<Integer>> outputs(AsyncScheduling async, boolean eager) throws InterruptedException {
        try (Llm llm = Llm.model(MODEL)
                .device(CudaProvider.ID)
                .cacheBytes(4 << 20)
                .warmUp(Duration.ZERO)
                .eager(eager)
                .engine(EngineConfig.builder()
                        .asyncScheduling(async)
                        .maxSequences(8)
                        .maxBatchedTokens(24)
                        .build())
                .open()) {
            assertThat(llm.report().plan().variants())
                    .anySatisfy((operator, count) -> assertThat(operator).startsWith("token feed"));
            List<Generation> running = new ArrayList<>();
            for (GenerationRequest request : requests()) {
                running.add(llm.engine().submit(request));
            }
            Generation cancelled = llm.engine().submit(requests().getFirst());
            cancelled.next();
            cancelled.close();
            List<List<Integer>> all = new ArrayList<>();
            for (Generation one : running) {
                all.add(read(one));
            }
            return all;
        }
    }

    @Test
    void tokensDependNeitherOnWhenStepsAreLaunchedNorOnGraphs() throws InterruptedException {
        StandIn.require();
        List<List<Integer>> plain = outputs(AsyncScheduling.OFF, true);
        assertThat(plain.get(0)).hasSize(13);
        assertThat(plain.get(4)).hasSize(3);
        assertThat(outputs(AsyncScheduling.AUTO, false)).isEqualTo(plain);
    }
}

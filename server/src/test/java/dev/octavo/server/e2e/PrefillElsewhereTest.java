package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.model.Architectures;
import dev.octavo.runtime.plan.PlanOptions;
import dev.octavo.runtime.plan.Planner;
import dev.octavo.spi.Backend;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two backends of one process share the work on a prompt of the embedded model: one computes its keys and values, whose blocks go to the other in canonical order; that one writes on, and writes
 * what the reference does.
 */
@Timeout(600)
class PrefillElsewhereTest {

    private static final Path MODEL = Repository.embeddedModel();
    private static final int MAX_LENGTH = 256;
    private static final int BLOCK_SIZE = 16;
    private static final int BLOCKS = MAX_LENGTH / BLOCK_SIZE + 4;

    /** A sequence in a runner's pool, its blocks in an order of the runner's own. */
    private record Sequence(ModelRunner runner, int step, int shift) {

        /** Distinct for all blocks of a sequence; 0 is the null block. */
        int block(int index) {
            return 1 + (index * step + shift) % (BLOCKS - 1);
        }

        /** Computes tokens from a position on and gives the likeliest next one. */
        int append(int from, int... ids) {
            StepBatch batch = runner.batch();
            batch.clear();
            for (int i = 0; i < ids.length; i++) {
                int position = from + i;
                int block = block(position / BLOCK_SIZE);
                batch.addToken(ids[i], position, block * BLOCK_SIZE + position % BLOCK_SIZE);
            }
            int length = from + ids.length;
            for (int i = 0; i * BLOCK_SIZE < length; i++) {
                batch.block(0, 0, i, block(i));
            }
            batch.wantLogits();
            batch.endSequence(length);
            MemorySegment logits = runner.step();
            int best = 0;
            for (int i = 1; i < runner.limits().vocabularySize(); i++) {
                best = logit(logits, i) > logit(logits, best) ? i : best;
            }
            return best;
        }

        private static float logit(MemorySegment logits, int index) {
            return logits.getAtIndex(ValueLayout.JAVA_FLOAT, index);
        }
    }

    @ParameterizedTest
    @CsvSource({"cpu, opencl, F32", "opencl, cpu, F32", "cpu, opencl, I8", "opencl, cpu, F16"})
    void whatOneBackendReadAnotherWritesOn(String reader, String writer, DType cache) {
        try (Backend first = Devices.open(reader);
                Backend second = Devices.open(writer);
                ModelRunner reading = runner(first, cache);
                ModelRunner writing = runner(second, cache)) {
            int cases = 0;
            for (JsonNode golden : JsonMapper.shared()
                    .readTree(MODEL.resolve("goldens.json").toFile())
                    .get("cases")) {
                // The others leave open which of two tokens comes next, as do shorter caches.
                if (golden.get("name").asString().startsWith("clear-")) {
                    assertThat(together(reading, writing, golden))
                            .as(golden.get("name").asString())
                            .isEqualTo(expected(golden, cache));
                    cases++;
                }
            }
            assertThat(cases).isPositive();
        }
    }

    private static List<Integer> expected(JsonNode golden, DType cache) {
        List<Integer> tokens = new ArrayList<>();
        golden.get("greedy_ids").forEach(id -> tokens.add(id.asInt()));
        return cache == DType.F32 ? tokens : alone(golden, cache, tokens.size());
    }

    /** What the CPU backend writes by itself with a cache of this type. */
    private static List<Integer> alone(JsonNode golden, DType cache, int count) {
        try (Backend backend = Devices.open("cpu");
                ModelRunner runner = runner(backend, cache)) {
            int[] prompt = prompt(golden);
            Sequence sequence = new Sequence(runner, 3, 5);
            return write(sequence, prompt.length, sequence.append(0, prompt), count);
        }
    }

    private static List<Integer> together(ModelRunner reading, ModelRunner writing, JsonNode golden) {
        int[] prompt = prompt(golden);
        Sequence read = new Sequence(reading, 3, 5);
        Sequence written = new Sequence(writing, 7, 2);
        int next = read.append(0, prompt);
        BlockCopier out = reading.blockCopier().orElseThrow();
        BlockCopier in = writing.blockCopier().orElseThrow();
        assertThat(in.blockBytes()).isEqualTo(out.blockBytes());
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i * BLOCK_SIZE < prompt.length; i++) {
                MemorySegment block = arena.allocate(out.blockBytes(), 64);
                out.toHost(read.block(i), block);
                out.await();
                in.toDevice(written.block(i), block);
                in.await();
            }
        }
        return write(written, prompt.length, next, golden.get("greedy_ids").size());
    }

    private static List<Integer> write(Sequence sequence, int from, int first, int count) {
        List<Integer> tokens = new ArrayList<>();
        int next = first;
        for (int position = from; tokens.size() < count; position++) {
            tokens.add(next);
            next = sequence.append(position, next);
        }
        return tokens;
    }

    private static int[] prompt(JsonNode golden) {
        return JsonMapper.shared().treeToValue(golden.get("prompt_ids"), int[].class);
    }

    private static ModelRunner runner(Backend backend, DType cache) {
        HfConfig config = HfConfig.read(MODEL);
        Graph graph = Architectures.graph(config, MAX_LENGTH);
        KvLayout layout = new KvLayout(config.kvHeads(), config.headDim(), BLOCK_SIZE, cache);
        PlanOptions options = new PlanOptions(MAX_LENGTH, 4, 4, MAX_LENGTH, Optional.empty(), DType.F32, layout);
        return new Planner(backend, options)
                .plan(graph, Checkpoint.open(MODEL), LoadProgress.NONE)
                .withCache(BLOCKS);
    }
}

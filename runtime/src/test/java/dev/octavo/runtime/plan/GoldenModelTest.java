package dev.octavo.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.model.Architectures;
import dev.octavo.runtime.testing.Golden;
import dev.octavo.runtime.testing.SharedMaterial;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models against reference logits and continuations, on the reference backend. */
class GoldenModelTest {

    private static final int BLOCK_SIZE = 4;
    private static final int MAX_LENGTH = 256;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_plain", "mistral", "qwen2", "qwen3"})
    void publishedFormsOfEachArchitecture(String name) {
        check(SharedMaterial.require("goldens/" + name));
    }

    /** The rarer settings: every rotary scaling, biases, windows on some layers, tied and sharded weights, 16-bit types. */
    @ParameterizedTest
    @MethodSource("ownGoldens")
    void rareSettings(Path directory) {
        check(directory);
    }

    static List<Path> ownGoldens() throws IOException {
        Path all = SharedMaterial.repository().resolve("runtime/src/test/resources/goldens");
        try (Stream<Path> directories = Files.list(all)) {
            return directories.sorted().toList();
        }
    }

    private static void check(Path directory) {
        try (ModelRunner runner = open(directory)) {
            for (Golden golden : Golden.read(directory.resolve("goldens.json"))) {
                SingleSequence sequence = new SingleSequence(runner);
                float[] logits = sequence.append(golden.promptIds());
                for (int i = 0; i < logits.length; i++) {
                    assertThat((double) logits[i])
                            .as("%s logit %d", golden.name(), i)
                            .isEqualTo(golden.lastLogits()[i], within(2e-3));
                }
                int[] greedy = new int[golden.greedyIds().length];
                for (int i = 0; i < greedy.length; i++) {
                    greedy[i] = SingleSequence.argmax(logits);
                    logits = sequence.append(new int[] {greedy[i]});
                }
                assertThat(greedy).as(golden.name()).isEqualTo(golden.greedyIds());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16})
    void chunkedPrefillGivesTheSameLogits(int chunk) {
        Path directory = SharedMaterial.require("goldens/mistral");
        try (ModelRunner runner = open(directory)) {
            Golden golden = Golden.read(directory.resolve("goldens.json")).getLast();
            float[] whole = new SingleSequence(runner).append(golden.promptIds());
            SingleSequence sequence = new SingleSequence(runner);
            float[] logits = {};
            for (int at = 0; at < golden.promptIds().length; at += chunk) {
                logits = sequence.append(
                        Arrays.copyOfRange(golden.promptIds(), at, Math.min(at + chunk, golden.promptIds().length)));
            }
            assertThat(logits).containsExactly(whole);
        }
    }

    private static ModelRunner open(Path directory) {
        HfConfig config = HfConfig.read(directory);
        Graph graph = Architectures.graph(config, MAX_LENGTH);
        ReferenceProvider provider = new ReferenceProvider();
        Probe.Available available = (Probe.Available) provider.probe();
        Backend backend = provider.open(available.devices().getFirst(), BackendOptions.none());
        KvLayout layout = new KvLayout(config.kvHeads(), config.headDim(), BLOCK_SIZE, DType.F32);
        PlanOptions options = new PlanOptions(MAX_LENGTH, 4, 8, MAX_LENGTH, Optional.empty(), DType.F32, layout);
        return new Planner(backend, options)
                .plan(graph, Checkpoint.open(directory), LoadProgress.NONE)
                .withCache(graph.layerGroups().groups().count() * MAX_LENGTH / BLOCK_SIZE + 2);
    }
}

package dev.octavo.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.gguf.GgufModel;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.model.Architectures;
import dev.octavo.runtime.testing.Golden;
import dev.octavo.runtime.testing.SharedMaterial;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models in GGUF files against reference logits and continuations, on the reference backend. */
class GgufGoldenTest {

    private static final int BLOCK_SIZE = 4;
    private static final int MAX_LENGTH = 256;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3"})
    void architectures(String name) {
        check(
                SharedMaterial.require("gguf/arch-" + name + "-f32.gguf"),
                SharedMaterial.require("goldens/" + name + "/goldens.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"F16", "BF16", "Q8_0", "Q6_K", "Q5_K_M", "Q5_0", "Q4_K_M", "Q4_1", "Q4_0", "Q3_K_M", "IQ4_NL"})
    void quantisations(String name) {
        check(
                SharedMaterial.require("gguf/tiny-llama-" + name + ".gguf"),
                SharedMaterial.require("gguf/tiny-llama-" + name + ".goldens.json"));
    }

    private static void check(Path file, Path goldens) {
        try (GgufModel model = GgufModel.open(file);
                ModelRunner runner = open(model)) {
            for (Golden golden : Golden.read(goldens)) {
                assertThat(model.tokenizer().encode(golden.text(), false))
                        .as(golden.name())
                        .isEqualTo(golden.promptIds());
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

    private static ModelRunner open(GgufModel model) {
        HfConfig config = model.config();
        Graph graph = Architectures.graph(config, MAX_LENGTH);
        ReferenceProvider provider = new ReferenceProvider();
        Probe.Available available = (Probe.Available) provider.probe();
        Backend backend = provider.open(available.devices().getFirst(), BackendOptions.none());
        KvLayout layout = new KvLayout(config.kvHeads(), config.headDim(), BLOCK_SIZE, DType.F32);
        PlanOptions options = new PlanOptions(MAX_LENGTH, 4, 8, MAX_LENGTH, Optional.empty(), DType.F32, layout);
        return new Planner(backend, options)
                .plan(graph, model.checkpoint(), LoadProgress.NONE)
                .withCache(graph.layerGroups().groups().count() * MAX_LENGTH / BLOCK_SIZE + 2);
    }
}

package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.reference.ReferenceProvider;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.model.Architectures;
import dev.octavo.runtime.plan.PlanOptions;
import dev.octavo.runtime.plan.Planner;
import dev.octavo.runtime.testing.Golden;
import dev.octavo.runtime.testing.SharedMaterial;
import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.Probe;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models with windows, in an engine that gives back what left them, write the reference's tokens. */
@Timeout(600)
class WindowGoldenTest {

    private static final int BLOCK = 2;
    private static final int LENGTH = 128;

    /** @param blocks so few that all cases together need preemption, and for one window that no case would fit without giving blocks back */
    @ParameterizedTest
    @CsvSource({
        "mistral-window, 12, OFF",
        "mistral-window, 12, ON",
        "qwen2-mixed-window, 90, OFF",
        "qwen2-mixed-window, 90, ON",
    })
    void tokensAreTheReferences(String name, int blocks, AsyncScheduling scheduling) throws Exception {
        Path directory = SharedMaterial.repository().resolve("runtime/src/test/resources/goldens/" + name);
        EngineConfig config = EngineConfig.builder()
                .maxSequences(4)
                .maxBatchedTokens(5)
                .asyncScheduling(scheduling)
                .build();
        ModelRunner runner = open(directory, blocks);
        List<Golden> goldens = Golden.read(directory.resolve("goldens.json"));
        try (LlmEngine engine = new LlmEngine(config, Engines.model(runner), runner)) {
            for (int round = 0; round < 3; round++) {
                List<Generation> generations = new ArrayList<>();
                for (Golden golden : goldens) {
                    generations.add(engine.submit(Engines.request(
                            Engines.greedy(golden.greedyIds().length)
                                    .ignoreEos(true)
                                    .build(),
                            golden.promptIds())));
                }
                for (int i = 0; i < goldens.size(); i++) {
                    assertThat(Engines.readOne(generations.get(i)).tokens())
                            .as(goldens.get(i).name())
                            .isEqualTo(goldens.get(i).greedyIds());
                }
            }
            assertThat(engine.stats().usedBlocks()).isZero();
            if (blocks > 50) { // a smaller pool has overwritten a prompt's blocks before the prompt comes again
                assertThat(engine.stats().prefixHitTokens()).isPositive();
            }
        }
    }

    private static ModelRunner open(Path directory, int blocks) {
        HfConfig config = HfConfig.read(directory);
        Graph graph = Architectures.graph(config, LENGTH);
        ReferenceProvider provider = new ReferenceProvider();
        Probe.Available available = (Probe.Available) provider.probe();
        Backend backend = provider.open(available.devices().getFirst(), BackendOptions.none());
        KvLayout layout = new KvLayout(config.kvHeads(), config.headDim(), BLOCK, DType.F32);
        PlanOptions options = new PlanOptions(16, 4, 8, LENGTH, Optional.empty(), DType.F32, layout);
        ModelRunner runner = new Planner(backend, options)
                .plan(graph, Checkpoint.open(directory), LoadProgress.NONE)
                .withCache(blocks);
        StepBatch batch = runner.batch();
        assertThat(batch.groups()).isEqualTo(runner.limits().kvGroups().count());
        return runner;
    }
}

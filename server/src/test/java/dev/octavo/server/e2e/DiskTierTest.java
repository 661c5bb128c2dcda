package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.generate.DiskOffloading;
import dev.octavo.runtime.generate.Engine;
import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.EngineConfigBuilder;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationChunk;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.llm.LlmBuilder;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The embedded model on the CPU with a disk for its KV blocks: outputs stay the same, and prefixes survive a restart of the engine. */
@Timeout(600)
class DiskTierTest {

    private static final int REQUESTS = 6;

    @TempDir
    Path directory;

    private DType cacheType = DType.F32;

    private LlmBuilder model(Path model) {
        // As many blocks in 8 bits as in 32.
        return Llm.model(model)
                .device("cpu")
                .cacheType(cacheType)
                .cacheBytes((6L << 20) * cacheType.bytes() / DType.F32.bytes())
                .warmUp(Duration.ZERO);
    }

    private Llm open(Path model) {
        return open(model, 8L << 20);
    }

    private Llm open(Path model, long hostBytes) {
        EngineConfigBuilder config = EngineConfig.builder()
                .kvOffloadingBytes(hostBytes * cacheType.bytes() / DType.F32.bytes())
                .kvOffloadingDisk(new DiskOffloading(directory, 256L << 20));
        return model(model).engine(config.build()).open();
    }

    private static List<int[]> prompts() {
        return IntStream.range(0, REQUESTS)
                .mapToObj(seed -> IntStream.range(0, 150)
                        .map(i -> 300 + (seed * 31 + i * (seed + 3)) % 200)
                        .toArray())
                .toList();
    }

    private static List<List<Integer>> run(Engine engine) throws InterruptedException {
        List<Generation> running = new ArrayList<>();
        for (int[] prompt : prompts()) {
            running.add(engine.submit(new GenerationRequest(
                    "r" + running.size(),
                    prompt,
                    SamplingParams.builder()
                            .temperature(0)
                            .maxTokens(20)
                            .ignoreEos(true)
                            .build())));
        }
        List<List<Integer>> outputs = new ArrayList<>();
        for (Generation generation : running) {
            List<Integer> tokens = new ArrayList<>();
            for (Optional<GenerationChunk> chunk = generation.next(); chunk.isPresent(); chunk = generation.next()) {
                IntStream.of(chunk.get().tokenIds()).forEach(tokens::add);
            }
            outputs.add(tokens);
        }
        return outputs;
    }

    private static double figure(Engine engine, String name) throws IOException {
        StringBuilder figures = new StringBuilder();
        engine.metrics().writePrometheus(figures);
        return figures.toString()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** In I8 blocks carry scales. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "I8"})
    void outputsAreTheSameAndPrefixesSurviveARestart(DType type) throws Exception {
        cacheType = type;
        List<List<Integer>> expected;
        try (Llm plain = model(Repository.embeddedModel()).open()) {
            expected = run(plain.engine());
        }
        try (Llm first = open(Repository.embeddedModel())) {
            assertThat(run(first.engine())).isEqualTo(expected);
            assertThatThrownBy(() -> open(Repository.embeddedModel()).close())
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("another process");
            assertThat(run(first.engine())).isEqualTo(expected);
        }
        // A quarter of the host's slots may be read into at a time, and here all want to be at once.
        try (Llm second = open(Repository.embeddedModel(), 64L << 20)) {
            assertThat(run(second.engine())).isEqualTo(expected);
            assertThat(figure(second.engine(), "vllm:kv_offload_tiering_block_hits_total"))
                    .isPositive();
            assertThat(figure(second.engine(), "vllm:external_prefix_cache_hits_total"))
                    .as("tokens of the prompts found on disk")
                    .isGreaterThan(REQUESTS * 150 * 0.9);
            assertThat(figure(second.engine(), "octavo:kv_offload_disk_enabled"))
                    .isEqualTo(1);
            assertThat(second.engine().control().resetPrefixCache()).isTrue();
        }
        try (Llm third = open(Repository.embeddedModel())) {
            assertThat(run(third.engine())).isEqualTo(expected);
            assertThat(figure(third.engine(), "vllm:kv_offload_tiering_block_hits_total"))
                    .as("forgotten before")
                    .isZero();
        }
    }

    @Test
    void aChangedModelFindsNothing(@TempDir Path copy) throws Exception {
        try (Stream<Path> files = Files.list(Repository.embeddedModel())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        try (Llm first = open(copy)) {
            run(first.engine());
        }
        Files.setLastModifiedTime(
                copy.resolve("model.safetensors"), FileTime.from(Instant.now().plusSeconds(5)));
        try (Llm second = open(copy)) {
            run(second.engine());
            assertThat(figure(second.engine(), "vllm:kv_offload_tiering_block_hits_total"))
                    .isZero();
        }
    }
}

package dev.octavo.runtime.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.octavo.runtime.load.BlockConversion;
import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.GgufCheckpoint;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.quantize.QuantizationReport.Origin;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is quantised, and how the result is kept for the next time. */
class WeightQuantizationTest {

    @TempDir
    Path temporary;

    private Path cache() {
        return temporary.resolve("cache/quantized");
    }

    private TinyModel model(DType type) {
        return new TinyModel(temporary.resolve("model"), 64, 512).write(type);
    }

    private static byte[] bytes(QuantizedCheckpoint checkpoint, String name) {
        return checkpoint.require(name).data().toArray(ValueLayout.JAVA_BYTE);
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(cache())) {
            return files.filter(file -> file.toString().endsWith(".gguf")).toList();
        }
    }

    private static float[] floats(HostTensor tensor) {
        float[] values = new float[(int) tensor.elements()];
        BlockConversion.convert(
                tensor.data(), tensor.block().orElseThrow(), MemorySegment.ofArray(values), DType.F32, values.length);
        return values;
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F16"})
    void linearLayersBecomeBlocksAndTablesStay(DType type) {
        TinyModel model = model(type);
        try (QuantizedCheckpoint checkpoint = model.open(Quantization.INT4, cache())) {
            assertThat(checkpoint.require(TinyModel.QUERY, 64, 64).block()).contains(BlockType.Q4_1);
            assertThat(checkpoint.require(TinyModel.DOWN, 64, 512).block()).contains(BlockType.Q4_K);
            HostTensor output = checkpoint.require(TinyModel.EMBEDDING, TinyModel.VOCABULARY, 64);
            assertThat(output.block()).contains(BlockType.Q8_0);
            HostTensor table = checkpoint.requireTable(TinyModel.EMBEDDING, TinyModel.VOCABULARY, 64);
            assertThat(table.dtype()).isEqualTo(type);
            assertThat(table.block()).isEmpty();
            assertThat(checkpoint.report().tensors()).isEqualTo(8);
            assertThat(checkpoint.byteSize())
                    .isEqualTo(checkpoint.report().bytes() + table.data().byteSize());
            float[] source = model.weights(TinyModel.DOWN);
            float[] back = floats(checkpoint.require(TinyModel.DOWN));
            for (int i = 0; i < source.length; i++) {
                assertThat(back[i]).isCloseTo(source[i], within(0.03f));
            }
        }
    }

    @Test
    void theSecondStartMapsWhatTheFirstKept() throws IOException {
        TinyModel model = model(DType.BF16);
        List<String> phases = new ArrayList<>();
        LoadProgress progress = (phase, done, total) -> phases.add(phase + (done == total ? " end" : ""));
        byte[] first;
        try (QuantizedCheckpoint checkpoint = model.open(Quantization.INT8, Optional.of(cache()), progress)) {
            assertThat(checkpoint.report().origin()).isEqualTo(Origin.WRITTEN);
            assertThat(phases).endsWith("quantizing weights end");
            first = bytes(checkpoint, TinyModel.DOWN);
        }
        phases.clear();
        try (QuantizedCheckpoint checkpoint = model.open(Quantization.INT8, Optional.of(cache()), progress)) {
            assertThat(checkpoint.report().origin()).isEqualTo(Origin.CACHED);
            assertThat(checkpoint.report().file()).contains(cached().getFirst());
            assertThat(phases).isEmpty();
            assertThat(bytes(checkpoint, TinyModel.DOWN)).isEqualTo(first);
        }
        try (QuantizedCheckpoint checkpoint = model.open(Quantization.INT8, Optional.empty(), progress)) {
            assertThat(checkpoint.report().origin()).isEqualTo(Origin.MEMORY);
            assertThat(bytes(checkpoint, TinyModel.DOWN)).isEqualTo(first);
        }
        assertThat(cached()).hasSize(1).first().asString().contains("tiny-int8-");
    }

    @Test
    void otherTypesAndChangedWeightsAreMadeAnew() throws IOException {
        TinyModel model = model(DType.BF16);
        model.open(Quantization.INT8, cache()).close();
        try (QuantizedCheckpoint four = model.open(Quantization.INT4, cache())) {
            assertThat(four.report().origin()).isEqualTo(Origin.WRITTEN);
        }
        Path file = model.directory.resolve("model.safetensors");
        FileTime time = Files.getLastModifiedTime(file);
        model.weights(TinyModel.DOWN)[5] = 3;
        model.write(DType.BF16);
        // Even where size and time are the same.
        Files.setLastModifiedTime(file, time);
        try (QuantizedCheckpoint changed = model.open(Quantization.INT8, cache())) {
            assertThat(changed.report().origin()).isEqualTo(Origin.WRITTEN);
            assertThat(floats(changed.require(TinyModel.DOWN))[5]).isCloseTo(3, within(0.02f));
        }
        assertThat(cached()).hasSize(3);
    }

    @Test
    void damagedFilesAreMadeAnew() throws IOException {
        TinyModel model = model(DType.F32);
        model.open(Quantization.INT4, cache()).close();
        Path file = cached().getFirst();
        byte[] sound = Files.readAllBytes(file);
        byte[] garbled = sound.clone();
        garbled[sound.length - 70] ^= 1;
        byte[] version = sound.clone();
        int at = new String(sound, StandardCharsets.ISO_8859_1).indexOf("quantization.version") + 24;
        version[at] = 9;
        List<byte[]> damaged = List.of(
                new byte[0],
                "GGUF".getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(sound, sound.length / 2),
                Arrays.copyOf(sound, 100),
                new byte[sound.length],
                garbled,
                version);
        for (byte[] bytes : damaged) {
            Files.write(file, bytes);
            try (QuantizedCheckpoint checkpoint = model.open(Quantization.INT4, cache())) {
                assertThat(checkpoint.report().origin()).isEqualTo(Origin.WRITTEN);
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(sound);
        }
    }

    /** Nothing in the file can do more than have it made anew: what is used has all tensors, with all their bytes. */
    @Test
    void fuzz() throws IOException {
        TinyModel model = model(DType.BF16);
        model.open(Quantization.INT4, cache()).close();
        Path path = cached().getFirst();
        byte[] sound = Files.readAllBytes(path);
        QuantizationPlan plan;
        try (Checkpoint source = Checkpoint.open(model.directory)) {
            plan = QuantizationPlan.of(model.graph(), source, Quantization.INT4);
        }
        String key;
        try (GgufCheckpoint opened = GgufCheckpoint.open(path)) {
            key = opened.metadata().text("octavo.quantization.key").orElseThrow();
        }
        CacheFile file = new CacheFile(temporary.resolve("fuzzed.gguf"), key, plan);
        SplittableRandom random = new SplittableRandom(17);
        Set<String> objections = new HashSet<>();
        int used = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = Arrays.copyOf(sound, round % 5 == 0 ? random.nextInt(sound.length) : sound.length);
            for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(Math.min(bytes.length, 1200))] = (byte) random.nextInt();
            }
            Files.write(file.path(), bytes);
            try (QuantizedBlocks blocks = file.open(objections::add).orElse(null)) {
                if (blocks != null) {
                    used++;
                    assertThat(blocks.tensors().values().stream()
                                    .mapToLong(tensor -> tensor.data().byteSize())
                                    .sum())
                            .isEqualTo(plan.bytes());
                }
            }
        }
        assertThat(objections).hasSizeGreaterThan(20);
        assertThat(used)
                .as("files with damage that does not matter, such as between tensors")
                .isLessThan(200);
    }

    @Test
    void severalAtOnceQuantiseOnce() throws Exception {
        TinyModel model = model(DType.BF16);
        ConcurrentLinkedQueue<Origin> origins = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = Stream.generate(() -> Thread.ofPlatform().start(() -> {
                    try (QuantizedCheckpoint checkpoint = model.open(Quantization.INT8, cache())) {
                        origins.add(checkpoint.report().origin());
                    } catch (RuntimeException | Error e) {
                        failures.add(e);
                    }
                }))
                .limit(6)
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(origins).hasSize(6).containsOnlyOnce(Origin.WRITTEN).doesNotContain(Origin.MEMORY);
    }

    @Test
    void whereTheCacheCannotBeWrittenWeightsAreInMemory() throws IOException {
        TinyModel model = model(DType.F16);
        Path occupied = Files.writeString(temporary.resolve("occupied"), "a file");
        try (QuantizedCheckpoint checkpoint = model.open(Quantization.INT8, occupied.resolve("below"))) {
            assertThat(checkpoint.report().origin()).isEqualTo(Origin.MEMORY);
            assertThat(checkpoint.require(TinyModel.DOWN).block()).contains(BlockType.Q8_0);
        }
    }

    @Test
    void aReadOnlyCacheIsReadButNotWritten() throws IOException {
        TinyModel model = model(DType.F16);
        model.open(Quantization.INT8, cache()).close();
        assertThat(cache().toFile().setWritable(false)).isTrue();
        try {
            assumeThat(Files.isWritable(cache()))
                    .as("this user writes to read-only directories, so that cannot be tried")
                    .isFalse();
            try (QuantizedCheckpoint hit = model.open(Quantization.INT8, cache());
                    QuantizedCheckpoint miss = model.open(Quantization.INT4, cache())) {
                assertThat(hit.report().origin()).isEqualTo(Origin.CACHED);
                assertThat(miss.report().origin()).isEqualTo(Origin.MEMORY);
            }
        } finally {
            cache().toFile().setWritable(true);
        }
    }

    @Test
    void rowsThatAreNoWholeGroupsStayAndAreReported() {
        TinyModel model = new TinyModel(temporary.resolve("odd"), 48, 96).write(DType.BF16);
        try (QuantizedCheckpoint checkpoint = model.open(Quantization.INT4, cache())) {
            assertThat(checkpoint.require(TinyModel.QUERY, 48, 48).dtype()).isEqualTo(DType.BF16);
            assertThat(checkpoint.require(TinyModel.DOWN, 48, 96).block()).contains(BlockType.Q4_1);
            assertThat(checkpoint.report().tensors()).isEqualTo(1);
            assertThat(checkpoint.report().kept()).containsEntry("rows of 48 weights are not whole groups of 32", 7);
        }
    }

    @Test
    void nothingToQuantiseIsAnError() {
        TinyModel model = new TinyModel(temporary.resolve("odd"), 48, 80).write(DType.BF16);
        assertThatThrownBy(() -> model.open(Quantization.INT8, cache()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("rows of 80 weights")
                .hasMessageContaining("leave it out");
    }

    @Test
    void weightsThatAreNotFiniteAreRefusedByName() throws IOException {
        TinyModel model = new TinyModel(temporary.resolve("model"), 64, 512);
        model.weights(TinyModel.DOWN)[1234] = Float.NaN;
        model.write(DType.BF16);
        assertThatThrownBy(() -> model.open(Quantization.INT8, cache()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(TinyModel.DOWN)
                .hasMessageContaining("not a number");
        try (Stream<Path> left = Files.list(cache())) {
            assertThat(left)
                    .noneMatch(file -> file.toString().contains(".gguf")
                            && !file.toString().endsWith(".lock"));
        }
    }
}

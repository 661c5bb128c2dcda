package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    private Path root;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(root.resolve("model"));
    }

    @Test
    void opensASingleFileByDirectoryAndByPath() {
        tensors(directory.resolve("model.safetensors"), "a", "b");
        tensors(directory.resolve("ignored.safetensors"), "c");
        for (Path path : List.of(directory, directory.resolve("model.safetensors"))) {
            try (Checkpoint checkpoint = Checkpoint.open(path)) {
                assertThat(checkpoint.names()).containsExactlyInAnyOrder("a", "b");
                assertThat(checkpoint.byteSize()).isEqualTo(16);
                assertThat(checkpoint.require("a", 2).shape()).containsExactly(2L);
                assertThat(checkpoint.find("c")).isEmpty();
            }
        }
    }

    @Test
    void namesBothShapesAndTheMissingTensor() {
        tensors(directory.resolve("model.safetensors"), "a");
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThatThrownBy(() -> checkpoint.require("a", 3, 4))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("'a'", "[2]", "[3, 4]", "config.json");
            assertThatThrownBy(() -> checkpoint.require("a", new long[0])).hasMessageContaining("[]");
            assertThatThrownBy(() -> checkpoint.require("x"))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("'x'", directory.toString());
        }
    }

    @Test
    void opensShardsThroughTheIndex() throws IOException {
        tensors(directory.resolve(FIRST), "a", "forgotten");
        tensors(directory.resolve(SECOND), "b");
        index("\"a\":\"" + FIRST + "\",\"b\":\"" + SECOND + "\"");
        List<Long> done = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThat(checkpoint.names()).containsExactlyInAnyOrder("a", "b", "forgotten");
            assertThat(checkpoint.byteSize()).isEqualTo(24);
            assertThat(checkpoint.<Boolean>reading(() -> checkpoint.find("b").isPresent()))
                    .isTrue();
            checkpoint.prefetch((phase, bytes, total) -> {
                done.add(bytes);
                assertThat(total).isGreaterThanOrEqualTo(bytes);
            });
        }
        assertThat(done).isSorted();
        assertThat(done.getLast())
                .isEqualTo(Files.size(directory.resolve(FIRST)) + Files.size(directory.resolve(SECOND)));
    }

    @Test
    void theIndexDecidesWhereATensorIsTwice() throws IOException {
        tensors(directory.resolve(FIRST), "a");
        tensors(directory.resolve(SECOND), "a", "b");
        index("\"b\":\"" + SECOND + "\",\"a\":\"" + FIRST + "\"");
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThat(checkpoint.names()).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void namesAllMissingShards() throws IOException {
        index("\"a\":\"" + FIRST + "\",\"b\":\"" + SECOND + "\",\"c\":\"" + SECOND + "\"");
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("lacks 2 of the 2", FIRST, SECOND, "finish the download");
    }

    @Test
    void namesTensorsThatTheIndexPromises() throws IOException {
        tensors(directory.resolve(FIRST), "a");
        index("\"a\":\"" + FIRST + "\",\"b\":\"" + FIRST + "\"");
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("'b' in " + FIRST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.safetensors",
                "/etc/secret.safetensors",
                "sub/x.safetensors",
                "..\\\\x.safetensors",
                "x\\u0000.safetensors",
                "..safetensors",
                ".safetensors",
                "a..b.safetensors",
                "secret.bin",
                "",
                "C:x.safetensors",
                "~x.safetensors"
            })
    void neverFollowsNamesOutOfTheDirectory(String name) throws IOException {
        tensors(root.resolve("secret.safetensors"), "a");
        index("\"a\":\"" + name + "\"");
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("plain name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"weight_map\":[]}",
                "{\"weight_map\":{}}",
                "{\"weight_map\":{\"a\":1}}",
                "{\"weight_map\":"
            })
    void refusesABrokenIndex(String json) throws IOException {
        Files.writeString(directory.resolve("model.safetensors.index.json"), json);
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("index.json");
    }

    @Test
    void followsSymbolicLinksThatTheUserHas() throws IOException {
        tensors(root.resolve("blob"), "a");
        Files.createSymbolicLink(directory.resolve("model.safetensors"), root.resolve("blob"));
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThat(checkpoint.names()).containsExactly("a");
            checkpoint.reading(() -> 0);
        }
    }

    @Test
    void opensEveryFileWithoutAnIndex() {
        tensors(directory.resolve("one.safetensors"), "a");
        tensors(directory.resolve("two.safetensors"), "b");
        tensors(directory.resolve("consolidated.safetensors"), "other.a");
        tensors(directory.resolve("adapter_model.safetensors"), "lora");
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThat(checkpoint.names()).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void refusesATensorInTwoFiles() {
        tensors(directory.resolve("one.safetensors"), "a");
        tensors(directory.resolve("two.safetensors"), "a");
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("'a'", "one.safetensors", "two.safetensors");
    }

    @Test
    void noticesAMissingPartByTheNames() {
        tensors(directory.resolve(FIRST), "a");
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("lacks", SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "model.pt", "consolidated.00.pth", "weights.pkl", "x.CKPT"})
    void refusesPickledWeights(String name) throws IOException {
        Path file = Files.write(directory.resolve(name), new byte[] {(byte) 0x80, 2});
        for (Path path : List.of(directory, file)) {
            assertThatThrownBy(() -> Checkpoint.open(path))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll(name, "can run code", "safetensors", "save_pretrained");
        }
    }

    @Test
    void saysWhatIsThereInsteadOfWeights() throws IOException {
        assertThatThrownBy(() -> Checkpoint.open(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no weights");
        Files.write(directory.resolve("model.gguf"), new byte[4]);
        assertThatThrownBy(() -> Checkpoint.open(directory)).hasMessageContaining("GGUF");
        assertThatThrownBy(() -> Checkpoint.open(root.resolve("none"))).hasMessageContaining("does not exist");
    }

    private void index(String map) throws IOException {
        Files.writeString(
                directory.resolve("model.safetensors.index.json"),
                "{\"metadata\":{\"total_size\":1},\"weight_map\":{" + map + "}}");
    }

    private static void tensors(Path file, String... names) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : names) {
            writer.add(name, StoredType.F32, List.of(2L), MemorySegment.ofArray(new float[] {1, 2}));
        }
        writer.write(file);
    }
}

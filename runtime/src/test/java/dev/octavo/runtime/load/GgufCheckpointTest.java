package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufCheckpointTest {

    @TempDir
    private Path directory;

    private static GgufBytes part(int number, int count) {
        return new GgufBytes()
                .uint16("split.no", number)
                .uint16("split.count", count)
                .uint32("split.tensors.count", 2);
    }

    private Path write(String name, GgufBytes bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes.bytes());
    }

    @Test
    void partsAreOpenedTogetherFromAnyOfThem() throws IOException {
        Path first = write(
                "m-00001-of-00002.gguf", part(0, 2).text("general.name", "both").tensor("a", 0, new byte[8], 2));
        Path second = write("m-00002-of-00002.gguf", part(1, 2).tensor("b", 0, new byte[16], 4));
        for (Path path : new Path[] {first, second}) {
            try (GgufCheckpoint checkpoint = GgufCheckpoint.open(path)) {
                assertThat(checkpoint.names()).containsExactly("a", "b");
                assertThat(checkpoint.metadata().text("general.name")).contains("both");
                assertThat(checkpoint.require("b", 4).elements()).isEqualTo(4);
                assertThat(checkpoint.byteSize()).isEqualTo(24);
            }
        }
    }

    @Test
    void missingAndForeignPartsAreNamed() throws IOException {
        Path first = write("m-00001-of-00002.gguf", part(0, 2).tensor("a", 0, new byte[8], 2));
        assertThatThrownBy(() -> GgufCheckpoint.open(first))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("m-00002-of-00002.gguf");
        write("m-00002-of-00002.gguf", part(0, 2).tensor("b", 0, new byte[8], 2));
        assertThatThrownBy(() -> GgufCheckpoint.open(first)).hasMessageContaining("part 1 of 2");
        write("m-00002-of-00002.gguf", part(1, 2).tensor("a", 0, new byte[8], 2));
        assertThatThrownBy(() -> GgufCheckpoint.open(first)).hasMessageContaining("'a' is both in");
        write("m-00002-of-00002.gguf", part(1, 2));
        assertThatThrownBy(() -> GgufCheckpoint.open(first)).hasMessageContaining("split.tensors.count");
        Path renamed = Files.copy(first, directory.resolve("renamed.gguf"));
        assertThatThrownBy(() -> GgufCheckpoint.open(renamed)).hasMessageContaining("original names");
    }

    @Test
    void translatesNames() throws IOException {
        Path file = write("one.gguf", new GgufBytes().tensor("x.weight", 0, new byte[8], 2));
        try (GgufCheckpoint checkpoint = GgufCheckpoint.open(file)) {
            GgufCheckpoint other = checkpoint.translated(name -> name.replace("y", "x"));
            assertThat(other.require("y.weight", 2).name()).isEqualTo("x.weight");
            assertThat(other.shapeOf("y.weight")).isPresent();
            assertThatThrownBy(() -> other.require("z.weight"))
                    .isInstanceOf(UserException.class)
                    .hasMessageContainingAll("'z.weight'", "one.gguf");
            assertThatThrownBy(() -> other.require("y.weight", 3)).hasMessageContaining("[3]");
        }
    }
}

package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path path = directory.resolve("x.safetensors");
        MemorySegment floats = MemorySegment.ofArray(new float[] {1, -2, 3, 4, 5, 6});
        new SafetensorsWriter()
                .metadata("format", "pt")
                .add("bytes \"\u00e9\ud83d\ude00\n", StoredType.U8, List.of(3L), MemorySegment.ofArray(new byte[] {
                    7, 8, 9
                }))
                .add(new HostTensor("b", DType.F32, List.of(2L, 3L), floats))
                .add("scalar", StoredType.F64, List.of(), MemorySegment.ofArray(new double[] {0.5}))
                .add("empty", StoredType.F16, List.of(0L, 9L), MemorySegment.ofArray(new byte[0]))
                .write(path);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
            assertThat(file.entries().keySet()).containsExactly("scalar", "b", "empty", "bytes \"\u00e9\ud83d\ude00\n");
            HostTensor b = file.find("b").orElseThrow();
            assertThat(b.shape()).containsExactly(2L, 3L);
            assertThat(b.data().mismatch(floats)).isEqualTo(-1);
            assertThat((Files.size(path) - file.byteSize()) % 8).isZero();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void refusesWhatWouldNotBeRead() {
        SafetensorsWriter writer = new SafetensorsWriter();
        MemorySegment four = MemorySegment.ofArray(new byte[4]);
        assertThatThrownBy(() -> writer.add("a", StoredType.F32, List.of(2L), four))
                .isInstanceOf(UserException.class);
        assertThatThrownBy(() -> writer.add("__metadata__", StoredType.F32, List.of(1L), four))
                .isInstanceOf(UserException.class);
        writer.add("a", StoredType.F32, List.of(1L), four);
        assertThatThrownBy(() -> writer.add("a", StoredType.F32, List.of(1L), four))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> writer.write(directory.resolve("none").resolve("x.safetensors")))
                .isInstanceOf(ResourceException.class);
    }
}

package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.tensor.BlockType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is written is what the reader finds. */
class GgufHeadWriterTest {

    @Test
    void entriesAndTensorsOfEveryBlock() {
        GgufHeadWriter writer =
                new GgufHeadWriter().text("a.name", "sch\u00f6n").uint32("a.number", -2);
        for (BlockType type : BlockType.values()) {
            writer.tensor(type.name(), type, 3, 512);
        }
        byte[] head = writer.head();
        byte[] file = Arrays.copyOf(head, (int) writer.fileBytes());
        for (int i = 0; i < BlockType.values().length; i++) {
            file[(int) writer.begin(i)] = (byte) (i + 1);
        }
        GgufFile.Contents contents = GgufFile.read(Path.of("made.gguf"), MemorySegment.ofArray(file));
        assertThat(contents.metadata().text("a.name")).contains("sch\u00f6n");
        assertThat(contents.metadata().names()).containsExactly("general.alignment", "a.name", "a.number");
        for (int i = 0; i < BlockType.values().length; i++) {
            BlockType type = List.of(BlockType.values()).get(i);
            GgufTensor tensor = Objects.requireNonNull(contents.tensors().get(type.name()));
            assertThat(tensor.type().block()).contains(type);
            assertThat(tensor.shape()).isEqualTo(List.of(3L, 512L));
            assertThat(tensor.begin() % 64).isZero();
            assertThat(contents.data().get(ValueLayout.JAVA_BYTE, tensor.begin()))
                    .isEqualTo((byte) (i + 1));
        }
        assertThat(writer.begin(0)).isEqualTo(head.length);
    }
}

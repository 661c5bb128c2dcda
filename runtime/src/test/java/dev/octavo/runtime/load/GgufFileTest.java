package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.OctavoException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {

    private static final Path NAME = Path.of("model.gguf");
    private static final byte[] SIX_FLOATS = new byte[24];
    private static final byte[] TWO_BLOCKS = new byte[68];

    @TempDir
    private Path directory;

    private static GgufBytes sample() {
        SIX_FLOATS[3] = 0x40;
        return new GgufBytes()
                .text("general.architecture", "llama")
                .uint32("llama.block_count", 2)
                .float32("llama.eps", 0.5f)
                .flag("tokenizer.ggml.add_bos_token", 1)
                .texts("tokenizer.ggml.tokens", "a", "", "\u00e9")
                .int32s("tokenizer.ggml.token_type", 1, 3, 1)
                .tensor("plain.weight", 0, SIX_FLOATS, 3, 2)
                .tensor("blocks.weight", 8, TWO_BLOCKS, 32, 2);
    }

    private static GgufFile.Contents read(byte[] bytes) {
        return GgufFile.read(NAME, MemorySegment.ofArray(bytes));
    }

    private static void refused(byte[] bytes, String... words) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(UserException.class).hasMessageContainingAll(words);
    }

    @Test
    void readsWhatWasWritten() throws IOException {
        Path path = Files.write(directory.resolve("sample.gguf"), sample().bytes());
        try (GgufFile file = GgufFile.open(path)) {
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.text("general.architecture")).contains("llama");
            assertThat(metadata.int32("llama.block_count", 1, 9)).hasValue(2);
            assertThat(metadata.float64("llama.eps", 0, 1)).hasValue(0.5);
            assertThat(metadata.flag("tokenizer.ggml.add_bos_token")).contains(true);
            assertThat(metadata.texts("tokenizer.ggml.tokens", 9)).contains(List.of("a", "", "\u00e9"));
            assertThat(metadata.int32s("tokenizer.ggml.token_type", 9).orElseThrow())
                    .containsExactly(1, 3, 1);
            HostTensor plain = file.find("plain.weight").orElseThrow();
            assertThat(plain.dtype()).isEqualTo(DType.F32);
            assertThat(plain.shape()).containsExactly(2L, 3L);
            assertThat(plain.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0)).isEqualTo(2f);
            HostTensor blocks = file.find("blocks.weight").orElseThrow();
            assertThat(blocks.block()).contains(BlockType.Q8_0);
            assertThat(blocks.elements()).isEqualTo(64);
            assertThat(file.find("other")).isEmpty();
        }
    }

    @Test
    void asksForTheRightType() {
        GgufMetadata metadata = read(sample().bytes()).metadata();
        assertThatThrownBy(() -> metadata.int32("general.architecture", 0, 1))
                .isInstanceOf(UserException.class)
                .hasMessageContainingAll("model.gguf", "general.architecture", "llama", "whole number");
        assertThatThrownBy(() -> metadata.int32("llama.block_count", 3, 4)).hasMessageContaining("from 3 to 4");
        assertThatThrownBy(() -> metadata.texts("tokenizer.ggml.tokens", 2)).hasMessageContaining("at most 2");
        assertThatThrownBy(() -> metadata.float64("llama.eps", 1, 2)).hasMessageContaining("0.5");
    }

    @Test
    void refusesOtherFormats() {
        refused(new byte[0], "begin with GGUF");
        refused("GGML plus more than twenty-four bytes".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "GGUF");
        assertThatThrownBy(() -> read(sample().version(1).bytes()))
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContaining("version 1");
        assertThatThrownBy(() -> read(sample().version(3 << 24).bytes()))
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContaining("big-endian");
    }

    @Test
    void countsAreCheckedBeforeAnythingIsMade() {
        refused(sample().bytes(1L << 40, 6), "number of tensors");
        refused(sample().bytes(-1, 6), "number of tensors", "18446744073709551615");
        refused(sample().bytes(2, 1L << 60), "number of metadata entries");
        refused(sample().bytes(2, 7), "model.gguf");
        // A list of 2^61 numbers.
        byte[] many = {4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32};
        refused(new GgufBytes().raw("k", 9, many).bytes(), "number of elements", "'k'");
        byte[] longText = {-1, -1, -1, -1, -1, -1, -1, 127};
        refused(new GgufBytes().raw("k", 8, longText).bytes(), "length", "'k'");
        refused(new GgufBytes().raw("k", 77).bytes(), "unknown type 77");
        refused(new GgufBytes().flag("k", 2).bytes(), "truth value");
    }

    @Test
    void nestingEnds() {
        byte[] nested = new byte[12 * 200];
        for (int i = 0; i < nested.length; i += 12) {
            nested[i] = 9;
            nested[i + 4] = 1;
        }
        refused(new GgufBytes().raw("k", 9, nested).bytes(), "nests");
    }

    @Test
    void namesOccurOnce() {
        refused(new GgufBytes().uint32("k", 1).uint32("k", 2).bytes(), "'k' occurs twice");
        refused(
                new GgufBytes()
                        .tensor("t", 0, SIX_FLOATS, 6)
                        .tensor("t", 0, SIX_FLOATS, 6)
                        .bytes(),
                "'t' occurs twice");
    }

    @Test
    void tensorsLieWithinTheFileAndApart() {
        refused(sample().tensorAt("t", 0, 1 << 20, 4).bytes(), "'t'", "reaches past");
        refused(sample().tensorAt("t", 0, -32, 4).bytes(), "'t'", "reaches past");
        refused(sample().tensorAt("t", 0, 32, 4).bytes(), "overlaps");
        refused(sample().tensorAt("t", 0, 4, 4).bytes(), "multiple of 32");
        refused(sample().tensorAt("t", 0, 0, 1L << 40, 1L << 40).bytes(), "'t'", "overflow");
        refused(sample().tensorAt("t", 0, 0, -1).bytes(), "'t'", "too large");
        refused(sample().tensorAt("t", 8, 0, 33, 2).bytes(), "whole blocks of 32");
        refused(sample().tensorAt("t", 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1).bytes(), "9 dimensions");
        refused(sample().uint32("general.alignment", 24).bytes(), "power of two");
        assertThatThrownBy(() -> read(sample().tensorAt("t", 5, 0, 4).bytes()))
                .isInstanceOf(UnsupportedSpecException.class)
                .hasMessageContainingAll("'t'", "type 5");
    }

    @Test
    void aTypeThatIsKnownButNotUsedFailsWhenAskedFor() throws IOException {
        Path path = Files.write(
                directory.resolve("iq.gguf"),
                sample().tensor("t", 16, new byte[66], 256).bytes());
        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(() -> file.find("t"))
                    .isInstanceOf(UnsupportedSpecException.class)
                    .hasMessageContainingAll("'t'", "IQ2_XXS", "Q4_K");
        }
    }

    @Test
    void damagedFilesFailCleanly() {
        byte[] sound = sample().uint32("general.alignment", 32).bytes();
        SplittableRandom random = new SplittableRandom(20261121);
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = Mutations.mutate(sound, random, "\u0000\u0000\u0000\u0000", "GGUF", "\u0009", "\u0008");
            if (random.nextBoolean()) {
                bytes = Mutations.mutate(bytes, random, "\u0001", "\u007f");
            }
            try {
                GgufFile.Contents contents = read(bytes);
                contents.tensors()
                        .values()
                        .forEach(tensor -> assertThat(tensor.byteSize())
                                .isBetween(0L, contents.data().byteSize() - tensor.begin()));
                contents.metadata().names().forEach(name -> touch(contents.metadata(), name));
            } catch (OctavoException e) {
                assertThat(e).hasMessageContaining("model.gguf");
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 29_990);
    }

    private static void touch(GgufMetadata metadata, String name) {
        try {
            metadata.texts(name, 100).ifPresent(texts -> assertThat(texts).hasSizeLessThanOrEqualTo(100));
        } catch (UserException e) {
            assertThat(e).hasMessageContaining("metadata entry");
        }
    }
}

package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {

    @TempDir
    private Path directory;

    static List<SafetensorsCorpus.Case> corpus() {
        return SafetensorsCorpus.all();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void judgesAsTheReferenceOrStricter(SafetensorsCorpus.Case item) throws IOException {
        Path file = Files.write(directory.resolve("x.safetensors"), item.bytes());
        assertThat(item.octavo() && !item.reference())
                .as("more lenient than the reference")
                .isFalse();
        if (item.octavo()) {
            SafetensorsFile.open(file).close();
        } else {
            assertThatThrownBy(() -> SafetensorsFile.open(file))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("download or convert it again");
        }
    }

    @Test
    void readsWhatTheHeaderSays() throws IOException {
        String b = SafetensorsCorpus.entry("I64", "[2,1]", "[0,16]");
        String a = SafetensorsCorpus.entry("BF16", "[3]", "[16,22]");
        byte[] bytes =
                SafetensorsCorpus.file("{\"__metadata__\":{\"format\":\"pt\"},\"a\":" + a + ",\"b\":" + b + "}", 22);
        bytes[bytes.length - 6] = (byte) 0x80;
        bytes[bytes.length - 5] = 0x3F;
        try (SafetensorsFile file = open(bytes)) {
            assertThat(file.entries().keySet()).containsExactly("b", "a");
            assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(file.byteSize()).isEqualTo(22);
            HostTensor tensor = file.find("a").orElseThrow();
            assertThat(tensor.dtype()).isEqualTo(DType.BF16);
            assertThat(tensor.shape()).containsExactly(3L);
            assertThat(tensor.elements()).isEqualTo(3);
            assertThat(DTypeConversion.toFloats(tensor.data(), DType.BF16, 0, 3))
                    .containsExactly(1, 0, 0);
            assertThat(file.find("b").orElseThrow().shape()).containsExactly(2L, 1L);
            assertThat(file.find("c")).isEmpty();
        }
    }

    @Test
    void dataIsReadOnlyAndDiesWithTheFile() throws IOException {
        SafetensorsFile file =
                open(SafetensorsCorpus.file("{\"a\":" + SafetensorsCorpus.entry("U8", "[4]", "[0,4]") + "}", 4));
        HostTensor tensor = file.find("a").orElseThrow();
        assertThatThrownBy(() -> tensor.data().set(ValueLayout.JAVA_BYTE, 0, (byte) 1))
                .isInstanceOf(IllegalArgumentException.class);
        file.close();
        file.close();
        assertThatThrownBy(() -> tensor.data().get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesATypeItCannotUseOnlyWhenAskedForIt() throws IOException {
        try (SafetensorsFile file =
                open(SafetensorsCorpus.file("{\"a\":" + SafetensorsCorpus.entry("F64", "[1]", "[0,8]") + "}", 8))) {
            assertThat(file.entries().get("a")).isNotNull();
            assertThatThrownBy(() -> file.find("a"))
                    .isInstanceOf(UnsupportedSpecException.class)
                    .hasMessageContaining("F64")
                    .hasMessageContaining("convert");
        }
    }

    @Test
    void namesWhatIsWrongWithTheFileItself() throws IOException {
        assertThatThrownBy(() -> SafetensorsFile.open(directory.resolve("none.safetensors")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> SafetensorsFile.open(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("regular file");
    }

    @Test
    void escapesNamesInMessages() {
        byte[] bytes =
                SafetensorsCorpus.file("{\"\\u001b[31m\":" + SafetensorsCorpus.entry("F32", "[2]", "[0,4]") + "}", 4);
        assertThatThrownBy(() -> open(bytes))
                .hasMessageContaining("\\u001b")
                .message()
                .doesNotContain("\u001b");
    }

    @Test
    void aFileCutWhileMappedIsAnErrorAndNotTheEnd() throws IOException {
        int size = 1 << 20;
        String header = "{\"a\":" + SafetensorsCorpus.entry("U8", "[" + size + "]", "[0," + size + "]") + "}";
        Path path = Files.write(directory.resolve("model.safetensors"), SafetensorsCorpus.file(header, size));
        try (Checkpoint checkpoint = Checkpoint.open(path)) {
            HostTensor tensor = checkpoint.require("a", size);
            checkpoint.reading(() -> sum(tensor));
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(100);
            }
            assertThatThrownBy(() -> checkpoint.reading(() -> sum(tensor)))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("changed while it was being read")
                    .hasCauseInstanceOf(InternalError.class);
            assertThatThrownBy(() -> checkpoint.reading(() -> tensor.data().toArray(ValueLayout.JAVA_BYTE)))
                    .isInstanceOf(ResourceException.class);
            assertThatThrownBy(() -> checkpoint.reading(() -> 1)).isInstanceOf(ResourceException.class);
            assertThatThrownBy(() -> checkpoint.prefetch(LoadProgress.NONE)).isInstanceOf(ResourceException.class);
        }
    }

    private static long sum(HostTensor tensor) {
        long sum = 0;
        for (long i = 0; i < tensor.data().byteSize(); i++) {
            sum += tensor.data().get(ValueLayout.JAVA_BYTE, i);
        }
        return sum;
    }

    @Test
    void noticesAFileWrittenToOrReplaced() throws IOException {
        byte[] bytes = SafetensorsCorpus.file("{}", 0);
        Path path = Files.write(directory.resolve("model.safetensors"), bytes);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            file.verifyUnchanged();
            FileTime before = Files.getLastModifiedTime(path);
            Files.setLastModifiedTime(path, FileTime.fromMillis(before.toMillis() + 5000));
            assertThatThrownBy(file::verifyUnchanged)
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("written");
            Files.setLastModifiedTime(path, before);
            Path other = Files.write(directory.resolve("other"), bytes);
            Files.setLastModifiedTime(other, before);
            Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(file::verifyUnchanged)
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("another");
            Files.delete(path);
            assertThatThrownBy(file::verifyUnchanged)
                    .isInstanceOf(ResourceException.class)
                    .hasMessageContaining("gone");
        }
    }

    @Test
    void prefetchReportsEveryByteOnce() throws IOException {
        int size = 20 << 20;
        String header = "{\"a\":" + SafetensorsCorpus.entry("U8", "[" + size + "]", "[0," + size + "]") + "}";
        byte[] bytes = SafetensorsCorpus.file(header, size);
        List<Long> reports = new ArrayList<>();
        try (SafetensorsFile file = open(bytes)) {
            file.prefetch((phase, done, total) -> {
                assertThat(total).isEqualTo(bytes.length);
                reports.add(done);
            });
        }
        assertThat(reports).isSorted().hasSizeBetween(2, 1000);
        assertThat(reports.getLast()).isEqualTo(bytes.length);
    }

    @Test
    void survivesMutatedFiles() {
        SplittableRandom random = new SplittableRandom(20_261_121);
        List<byte[]> seeds = SafetensorsCorpus.all().stream()
                .map(SafetensorsCorpus.Case::bytes)
                .filter(bytes -> bytes.length < 4096)
                .toList();
        String[] words = {
            "[",
            "]",
            "{",
            "}",
            ",",
            "\"",
            "\\u",
            "-",
            "0",
            "4",
            "9223372036854775807",
            "1e9",
            "null",
            "F32",
            "F4",
            "shape",
            ":"
        };
        int opened = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                bytes = Mutations.mutate(bytes, random, words);
            }
            try {
                SafetensorsFile.Contents contents = SafetensorsFile.read(Path.of("x"), MemorySegment.ofArray(bytes));
                opened++;
                long covered = 0;
                for (TensorEntry entry : contents.entries().values()) {
                    covered += entry.byteSize();
                    assertThat(entry.begin()).isBetween(0L, entry.end());
                    assertThat(entry.end()).isLessThanOrEqualTo(contents.data().byteSize());
                }
                assertThat(covered).isEqualTo(contents.data().byteSize());
            } catch (UserException expected) {
                assertThat(expected).hasMessageContaining("not a sound safetensors file");
            }
        }
        assertThat(opened).as("mutants that open").isBetween(100, 35_000);
    }

    private SafetensorsFile open(byte[] bytes) throws IOException {
        return SafetensorsFile.open(Files.write(directory.resolve("x.safetensors"), bytes));
    }
}

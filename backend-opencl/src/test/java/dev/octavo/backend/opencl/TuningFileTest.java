package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningFileTest {

    private static final String KEY = "gemm int4g128z F32 STRICT n4096 k4096 m8";

    /** Says of every damaged file that it is not used. */
    private static final Logger LOGGER = Logger.getLogger(TuningFile.class.getName());

    @TempDir
    Path folder;

    @BeforeEach
    void beQuiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterEach
    void speakAgain() {
        LOGGER.setLevel(null);
    }

    private Path file() {
        return folder.resolve("deep/er/tuning.txt");
    }

    private TuningFile open() {
        return new TuningFile(Optional.of(file()), true);
    }

    @Test
    void keepsChoices() throws IOException {
        TuningFile first = open();
        assertThat(first.find(KEY)).isEmpty();
        first.keep(KEY, "gemm_rows4");
        first.keep(KEY, "gemm_rows8");
        first.keep("gemm f16 BF16 STRICT n1 k1 m1", "gemm_rows1");
        assertThat(first.find(KEY)).hasValue("gemm_rows8");
        TuningFile second = open();
        assertThat(second.find(KEY)).hasValue("gemm_rows8");
        assertThat(second.find("gemm f16 BF16 STRICT n1 k1 m1")).hasValue("gemm_rows1");
        try (var files = Files.list(file().getParent())) {
            assertThat(files).as("no file is left over").hasSize(1);
        }
    }

    @Test
    void withoutAFolderItRemembersForItself() {
        TuningFile store = new TuningFile(Optional.empty(), false);
        store.keep(KEY, "gemm_rows4");
        assertThat(store.find(KEY)).hasValue("gemm_rows4");
        assertThat(store.measures()).isFalse();
    }

    @Test
    void whatIsNoChoiceIsNotKept() {
        TuningFile store = open();
        store.keep("a\nb", "c");
        store.keep(KEY, "not a name");
        store.keep(KEY, "n".repeat(65));
        assertThat(store.find(KEY)).isEmpty();
        assertThat(file()).doesNotExist();
    }

    /** Whatever lies in the file: a choice is a name, or there is none; and the next choice makes it whole. */
    @Test
    void aDamagedFileCountsAsNoneAndIsReplaced() throws IOException {
        open().keep(KEY, "gemm_rows4");
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(11);
        for (int i = 0; i < 400; i++) {
            byte[] bytes = random.nextBoolean() ? whole.clone() : java.util.Arrays.copyOf(whole, random.nextInt(200));
            for (int j = random.nextInt(4); j >= 0 && bytes.length > 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(file(), bytes);
            assertThat(open().find(KEY))
                    .satisfiesAnyOf(
                            none -> assertThat(none).isEmpty(),
                            name -> assertThat(name.orElseThrow()).matches("[a-z0-9_]{1,64}"));
        }
        Files.writeString(file(), "octavo-tuning 1\n" + KEY + " = gemm_rows4\nwhat is this\n");
        assertThat(open().find(KEY))
                .as("of a file with one wrong line none is used")
                .isEmpty();
        open().keep(KEY, "gemm_rows8");
        assertThat(open().find(KEY)).hasValue("gemm_rows8");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        String line = KEY + " = gemm_rows4\n";
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "octavo-tuning 1\n" + line + "x".repeat(1 << 18), StandardCharsets.UTF_8);
        assertThat(open().find(KEY)).isEmpty();
        Files.writeString(file(), "octavo-tuning 1\n" + line.repeat(4096), StandardCharsets.UTF_8);
        assertThat(open().find(KEY)).isEmpty();
        Files.writeString(file(), "octavo-tuning 1\n" + line.repeat(4095), StandardCharsets.UTF_8);
        assertThat(open().find(KEY)).hasValue("gemm_rows4");
    }

    /** Choices of other kernels, or of another driver, are not these. */
    @Test
    void namesTellDevicesAndKernelsApart() {
        assertThat(TuningFile.name("card 1", "kernel"))
                .matches("tuning-[0-9a-f]{32}\\.txt")
                .isEqualTo(TuningFile.name("card 1", "kernel"))
                .isNotEqualTo(TuningFile.name("card 2", "kernel"))
                .isNotEqualTo(TuningFile.name("card 1", "kernels"));
    }
}

package dev.octavo.backend.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryCacheTest {

    private static final byte[] PROGRAM = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    @TempDir
    Path folder;

    private BinaryCache cache(long limit) {
        return new BinaryCache(Optional.of(folder.resolve("deep/er")), limit);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("deep/er"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void keepsAProgram() throws IOException {
        String key = BinaryCache.key("a", "b");
        assertThat(cache(1000).load(key)).isEmpty();
        cache(1000).store(key, PROGRAM);
        assertThat(cache(1000).load(key)).hasValue(PROGRAM);
        assertThat(cache(1000).load(BinaryCache.key("a", "c"))).isEmpty();
        assertThat(files()).as("no file is left over").hasSize(1);
    }

    @Test
    void keysTellPartsApart() {
        assertThat(BinaryCache.key("ab", "c")).isNotEqualTo(BinaryCache.key("a", "bc"));
    }

    /** Whatever happens to a file: it is the program, or nothing. */
    @Test
    void aDamagedFileIsAsGoodAsNoneAndIsReplaced() throws IOException {
        String key = BinaryCache.key("x");
        cache(1000).store(key, PROGRAM);
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = random.nextBoolean() ? whole.clone() : java.util.Arrays.copyOf(whole, random.nextInt(80));
            if (bytes.length > 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bytes);
            assertThat(cache(1000).load(key)).as("damage " + i).isEmpty();
        }
        cache(1000).store(key, PROGRAM);
        assertThat(cache(1000).load(key)).hasValue(PROGRAM);
    }

    @Test
    void whatWasNotUsedForLongestGoesFirst() throws IOException {
        BinaryCache cache = cache(3L * (12 + 32 + PROGRAM.length));
        for (int i = 0; i < 3; i++) {
            cache.store(BinaryCache.key("" + i), PROGRAM);
        }
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1000)));
        }
        assertThat(cache.load(BinaryCache.key("0"))).as("used again").isPresent();
        assertThat(cache.load(BinaryCache.key("2"))).as("used again").isPresent();
        cache.store(BinaryCache.key("3"), PROGRAM);
        assertThat(cache.load(BinaryCache.key("1"))).isEmpty();
        for (String kept : List.of("0", "2", "3")) {
            assertThat(cache.load(BinaryCache.key(kept))).isPresent();
        }
    }

    @Test
    void aFolderThatCannotBeUsedHurtsNobody() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        BinaryCache cache = new BinaryCache(Optional.of(file), 1000);
        cache.store(BinaryCache.key("x"), PROGRAM);
        assertThat(cache.load(BinaryCache.key("x"))).isEmpty();
        BinaryCache none = new BinaryCache(Optional.empty(), 1000);
        none.store(BinaryCache.key("x"), PROGRAM);
        assertThat(none.load(BinaryCache.key("x"))).isEmpty();
    }
}

package dev.octavo.gpu.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code on disk. */
class KernelCacheTest {

    private static final byte[] CODE = {1, 2, 3, 4};

    @TempDir
    private Path folder;

    @Test
    void codeIsFoundUnderAllThatItWasMadeFromAndNothingElse() {
        KernelCache cache = new KernelCache(folder.resolve("deep/cache"));
        assertThat(cache.find(List.of("a", "b"))).isEmpty();
        cache.keep(List.of("a", "b"), CODE);
        cache.keep(List.of("a", "b"), CODE);
        assertThat(cache.find(List.of("a", "b"))).hasValue(CODE);
        assertThat(cache.find(List.of("ab"))).isEmpty();
        assertThat(cache.find(List.of("a", "c"))).isEmpty();
    }

    @Test
    void damagedFilesCountAsNone() throws IOException {
        KernelCache cache = new KernelCache(folder);
        cache.keep(List.of("x"), CODE);
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            assertThat(cache.find(List.of("x"))).as("byte %d", i).isEmpty();
        }
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThat(cache.find(List.of("x"))).as("length %d", length).isEmpty();
        }
        cache.keep(List.of("x"), CODE);
        assertThat(cache.find(List.of("x"))).hasValue(CODE);
    }

    @Test
    void withoutAFolderThatCanBeWrittenNothingIsKept() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (KernelCache cache : List.of(new KernelCache(null), new KernelCache(file))) {
            cache.keep(List.of("x"), CODE);
            assertThat(cache.find(List.of("x"))).isEmpty();
        }
    }
}

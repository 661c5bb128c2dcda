package dev.octavo.backend.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promise of docs/writing-a-backend.md: Core in less than 800 lines of code, blank lines and comments not counted. */
class SizeTest {

    private static final long MOST = 799;

    @Test
    void aBackendForCoreIsSmall() throws IOException {
        try (Stream<Path> tree = Files.walk(Path.of("src/main"))) {
            long lines = tree.filter(file -> file.toString().endsWith(".java"))
                    .mapToLong(SizeTest::lines)
                    .sum();
            assertThat(lines).as("lines of code of the example backend").isBetween(400L, MOST);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(String::strip).filter(SizeTest::isCode).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCode(String line) {
        return !line.isEmpty() && !line.startsWith("//") && !line.startsWith("/*") && !line.startsWith("*");
    }
}

package dev.octavo.backend.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** The table of the page: files in backticks, then their lines. */
    @Test
    void thePageHasTheseNumbers() throws IOException {
        Pattern row = Pattern.compile("\\| \\d \\| [^|]* \\| ([^|]*) \\| (\\d+) \\|");
        Matcher steps = row.matcher(Files.readString(Path.of("../../docs/writing-a-backend.md")));
        int found = 0;
        while (steps.find()) {
            long sum = Pattern.compile("`([\\w-]+)`")
                    .matcher(steps.group(1))
                    .results()
                    .mapToLong(name -> lines(file(name.group(1))))
                    .sum();
            assertThat(sum).as(steps.group()).isEqualTo(Long.parseLong(steps.group(2)));
            found++;
        }
        assertThat(found).isEqualTo(6);
    }

    private static Path file(String name) {
        String folder = name.equals("module-info") ? "src/main/java" : "src/main/java/dev/octavo/backend/scalar";
        return Path.of(folder, name + ".java");
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

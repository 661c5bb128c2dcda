package dev.octavo.server.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell scripts of the source tree. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "they are shell scripts")
class ScriptsTest {

    @TempDir
    private Path folder;

    @Test
    void aJdkIsFoundOrAskedFor() throws Exception {
        Path test = Path.of("../scripts/tests/jdk25-test.sh").toRealPath();
        try (Launched run = Launched.start(folder, Map.of(), "bash", test.toString())) {
            assertThat(run.await()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).contains("all checks passed");
        }
    }
}

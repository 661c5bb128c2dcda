package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.conformance.Main;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.UserException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorWidthTest {

    @Test
    void theFirstBackendFixesIt() {
        VectorWidth width = new VectorWidth();
        int preferred = width.bits();
        width.ask(OptionalInt.empty());
        width.ask(OptionalInt.of(128));
        assertThat(width.description()).isEqualTo("128-bit vectors (4 x f32)");
        assertThat(width.fix()).isEqualTo(128);
        width.ask(OptionalInt.of(128));
        width.ask(OptionalInt.empty());
        if (preferred > 128) {
            assertThatThrownBy(() -> width.ask(OptionalInt.of(256)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("vector-bits=256");
        }
        assertThat(width.bits()).isEqualTo(128);
    }

    @Test
    void widthsThatThereAreNotAreRefused() {
        VectorWidth width = new VectorWidth();
        if (width.bits() < 512) {
            assertThatThrownBy(() -> width.ask(OptionalInt.of(512))).isInstanceOf(UserException.class);
        }
        assertThatThrownBy(() -> Backends.open(new BackendOptions(Map.of("vector-bits", "100"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("128, 256, 512");
    }

    /** A process has one width, so a narrow one needs a process of its own. Each kernel of the Vector API is reached. */
    @ParameterizedTest
    @ValueSource(ints = 256)
    void narrowVectorsGiveRightResults(int bits) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Stream.of(System.getProperty("java.class.path"), System.getProperty("surefire.test.class.path", ""))
                        .reduce("", (all, path) -> all + File.pathSeparator + path),
                Main.class.getName()));
        command.addAll(List.of("--backend", "cpu", "--no-fork"));
        command.addAll(List.of("--option", "kernels=vector", "--option", "vector-bits=" + bits));
        for (String family : List.of("attention", "rope", "rmsnorm", "layernorm", "softmax", "chain")) {
            command.addAll(List.of("--filter", family));
        }
        // Rows and columns that fill no vector of any width, and some that do.
        command.addAll(List.of("--filter", "gemm[*,m=3,*]", "--filter", "gemm[*,m=9,*]", "--filter", "gemm[w=q*"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains(bits + "-bit vectors").contains("Result: PASSED");
    }
}

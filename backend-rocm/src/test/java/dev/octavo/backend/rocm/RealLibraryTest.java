package dev.octavo.backend.rocm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.gpu.code.KernelList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AMD's own libraries, where Debian's package libamdhip64-5 or ROCm is installed; each in a process of its own, which they may end. */
class RealLibraryTest {

    private static final List<Path> PLACES = List.of(
            Path.of("/opt/rocm/lib/libamdhip64.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/libamdhip64.so.6"),
            Path.of("/usr/lib/x86_64-linux-gnu/libamdhip64.so.5"));

    /** Local memory and barriers, vectors, types of all kinds, functions; products take HIPRTC too long. */
    private static final Set<String> SOURCES = Set.of("attention_group", "cast", "rope", "sample", "softmax");

    private static Path library() {
        Path found = PLACES.stream().filter(Files::exists).findFirst().orElse(null);
        assumeTrue(found != null, "AMD's HIP library is not installed (Debian: apt-get install libamdhip64-5)");
        return found;
    }

    private static Map<String, String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RealLibraryMain.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (first, second) -> first));
    }

    @Test
    void withoutADeviceItSaysSoAndTheProbeSaysWhy() throws IOException, InterruptedException {
        Path library = library();
        assumeFalse(Files.exists(Path.of("/dev/kfd")), "this machine may have an AMD GPU");
        Map<String, String> answer = run("probe", library.toString());
        assertThat(answer.get("access")).isEqualTo("Barred");
        assertThat(answer.get("reason")).contains("no GPU").contains("/dev/kfd").contains("hipErrorNoDevice");
        assertThat(answer.get("remedy")).contains("amdgpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gfx90a", "gfx1030"})
    void hiprtcCompilesTheDialect(String target) throws IOException, InterruptedException {
        List<String> lines = lines();
        List<String> arguments = new ArrayList<>(List.of("compile", library().toString(), target));
        arguments.addAll(lines);
        Map<String, String> answer = run(arguments.toArray(String[]::new));
        assumeTrue(answer.getOrDefault("lack", "").isEmpty(), "HIPRTC is not installed: " + answer.get("lack"));
        assertThat(answer.get("refused")).isNull();
        for (String line : lines) {
            assertThat(answer.get(KernelList.key(line).source()))
                    .as("%s is an ELF file", line)
                    .isEqualTo("7f454c46");
        }
    }

    /** A kernel of each of some sources, as the list for compiling ahead of time has them. */
    private static List<String> lines() throws IOException {
        Map<String, String> bySource = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../backend-cuda/kernels/instances.txt"))) {
            String source = KernelList.key(line).source();
            if (SOURCES.contains(source)) {
                bySource.putIfAbsent(source, line);
            }
        }
        assertThat(bySource).hasSize(SOURCES.size());
        return List.copyOf(bySource.values());
    }
}

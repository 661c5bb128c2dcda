package dev.octavo.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.spi.Backend;
import dev.octavo.spi.BackendOptions;
import dev.octavo.spi.BackendProvider;
import dev.octavo.spi.DeviceInfo;
import dev.octavo.spi.DeviceKind;
import dev.octavo.spi.Probe;
import dev.octavo.spi.SpiVersion;
import dev.octavo.spi.UserException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CpuProviderTest {

    @Test
    void isFoundAndDescribesTheProcessor() {
        BackendProvider provider = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.id().equals("cpu"))
                .findFirst()
                .orElseThrow();
        assertThat(SpiVersion.current().accepts(provider.requires())).isTrue();
        DeviceInfo device = ((Probe.Available) provider.probe()).devices().getFirst();
        assertThat(device.address()).isEqualTo("cpu:0");
        assertThat(device.kind()).isEqualTo(DeviceKind.CPU);
        assertThat(device.name()).isNotBlank();
        assertThat(device.variant()).contains("x f32").contains("thread");
        assertThat(device.freeBytes()).isPositive().isLessThanOrEqualTo(device.totalBytes());
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> Backends.open(new BackendOptions(Map.of("threads", "0"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("threads");
        try (Backend backend = Backends.open(new BackendOptions(Map.of("colour", "red", "threads", "3")))) {
            assertThat(backend.device().variant()).contains(", 3 threads, ");
        }
    }

    /** What is loaded stays loaded, so a process that opens backends again and again must not load it again and again. */
    @Test
    void kernelsInCAreLoadedOnce() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.isReadable(maps), "there is no " + maps);
        for (int i = 0; i < 3; i++) {
            Backends.withThreads(1).close();
        }
        try (Stream<String> lines = Files.lines(maps)) {
            assertThat(lines.filter(line -> line.contains("/octavo-cpu-"))
                            .map(line -> line.replaceFirst(".*/octavo-cpu-", ""))
                            .distinct())
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    /** Started as a user would who forgets the flag: no crash, no silent fallback, but a reason and the remedy. */
    @Test
    void withoutTheVectorModuleItSaysWhatIsMissing() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                place(CpuProvider.class),
                                place(BackendProvider.class),
                                place(ProbeMain.class)),
                        ProbeMain.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).startsWith("Unavailable").contains("--add-modules jdk.incubator.vector");
    }

    private static String place(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}

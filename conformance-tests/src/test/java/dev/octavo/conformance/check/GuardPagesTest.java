package dev.octavo.conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.ffi.GuardPages;
import dev.octavo.tensor.DType;
import java.io.File;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class GuardPagesTest {

    @Test
    void readingPastTheEndEndsTheProcess() throws Exception {
        Assumptions.assumeTrue(GuardPages.open().isPresent(), HostGuard.describe());
        assertThat(probe(0)).as("the last byte").endsWith("exit 7");
        assertThat(probe(1)).as("the byte behind it").contains("SIGSEGV").doesNotContain("exit 7");
    }

    @Test
    void memoryIsAsLongAsAskedForAndCanBeWritten() {
        try (HostMemory host = new HostMemory()) {
            for (int bytes : new int[] {0, 1, 100, 4096, 4097}) {
                MemorySegment segment = host.allocate(bytes);
                assertThat(segment.byteSize()).isEqualTo(bytes);
                segment.fill((byte) 5);
                assertThat(segment.toArray(ValueLayout.JAVA_BYTE))
                        .containsOnly(bytes == 0 ? new byte[0] : new byte[] {5});
            }
            host.check();
        }
    }

    private static String probe(int beyond) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xshare:auto",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=/dev/null",
                        "-cp",
                        where(GuardProbe.class)
                                + File.pathSeparator
                                + where(HostMemory.class)
                                + File.pathSeparator
                                + where(DType.class),
                        GuardProbe.class.getName(),
                        Integer.toString(beyond))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return output + "exit " + process.exitValue();
    }

    private static String where(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}

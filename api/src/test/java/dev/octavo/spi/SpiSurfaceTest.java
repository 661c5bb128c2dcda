package dev.octavo.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Holds the SPI to its golden file, so that it changes on purpose only. */
class SpiSurfaceTest {

    @Test
    void matchesTheGoldenFile() throws IOException {
        List<String> actual = SpiSurface.lines();
        Path written = Path.of("target", "spi-surface.txt");
        Files.createDirectories(written.toAbsolutePath().getParent());
        Files.write(written, actual);
        assertThat(actual)
                .as("the SPI's surface. If it was changed on purpose: raise SpiVersion (MINOR for an addition, MAJOR"
                        + " otherwise), note it in CHANGELOG.md, and copy the surface that this test has written:"
                        + " cp api/target/spi-surface.txt api/src/test/resources/spi-surface.txt")
                .containsExactlyElementsOf(golden());
    }

    @Test
    void namesEveryInterfaceOfTheSpi() {
        assertThat(SpiSurface.lines())
                .contains("interface dev.octavo.spi.Backend : java.lang.AutoCloseable")
                .contains("    method dev.octavo.spi.op.Gemm gemm()")
                .hasSizeGreaterThan(200);
    }

    private static List<String> golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                SpiSurfaceTest.class.getResourceAsStream("/spi-surface.txt"), "spi-surface.txt is missing")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}

package dev.octavo.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the SPI to the released one, and shows that what breaks backends would be noticed. */
class CompatibilityTest {

    @TempDir
    Path work;

    private static SurfaceJar current() throws IOException {
        try {
            return SurfaceJar.of(Path.of(SpiVersion.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void thisBuildIsCompatibleWithTheReleasedSpi() throws IOException {
        Optional<String> complaint = Compatibility.complaint(SurfaceJar.released(), current(), SpiVersion.current());
        assertThat(complaint).as(complaint.orElse("")).isEmpty();
    }

    private Optional<String> complaint(String type, String from, String to, int major, int minor) throws IOException {
        SurfaceJar before = current();
        SpiVersion version = new SpiVersion(
                before.version().major() + major, before.version().minor() + minor);
        return Compatibility.complaint(before, SurfaceJar.changed(work, type, from, to), version);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Backend      | KvCaches kvCaches();             | int kvCaches();
            Fence        | boolean isDone();                | ''
            Fence        | boolean isDone();                | boolean isDone(); int added();
            MemoryStats  | int openBuffers                  | int openBuffers, int added
            MemoryKind   | STAGING                          | PINNED
            Layout       | public boolean isDense()         | boolean isDense()
            Layout       | long offset(int batchIndex, int row) | long offset(int batchIndex, long row)
            UserException | public non-sealed class         | public final class
            BackendOptions | public static BackendOptions none() | public BackendOptions none()
            module-info  | exports dev.octavo.tensor;       | ''
            """)
    void whatBreaksBackendsNeedsANewMajor(String type, String from, String to) throws IOException {
        assertThat(complaint(type, from, to, 0, 1))
                .as("a minor is not enough")
                .hasValueSatisfying(
                        message -> assertThat(message).contains("would break", "raise SpiVersion.MAJOR to"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Fence        | boolean isDone();                | boolean isDone(); default int added() { return 0; }
            MemoryKind   | DEVICE,                          | DEVICE, ADDED,
            ChainSpec    | implements TensorOpSpec {        | implements TensorOpSpec { public record Added() {}
            TensorRef    | public long byteSpan()           | public long added() { return 0; } public long byteSpan()
            """)
    void whatAddsNeedsANewMinor(String type, String from, String to) throws IOException {
        assertThat(complaint(type, from, to, 0, 0))
                .hasValueSatisfying(message -> assertThat(message).contains("Raise SpiVersion.MINOR to"));
        assertThat(complaint(type, from, to, 0, 1)).isEmpty();
    }

    @Test
    void aNewMajorMayBreakAndNoVersionGoesBack() throws IOException {
        assertThat(complaint("Fence", "boolean isDone();", "", 1, 0)).isEmpty();
        assertThat(complaint("Fence", "boolean isDone();", "boolean isDone();  ", 0, -1))
                .hasValueSatisfying(message -> assertThat(message).contains("went back"));
    }
}

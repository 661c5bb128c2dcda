package dev.octavo.runtime.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Test material that lies beside the repository and is not part of it. Tests that need it say so where it is missing. */
public final class SharedMaterial {

    private SharedMaterial() {}

    /** A file or folder of the material; the test is skipped, with a message, where it is not there. */
    public static Path require(String name) {
        Path path = directory().resolve(name);
        assumeTrue(Files.exists(path), () -> "skipped: needs " + path + ", which is not part of the repository");
        return path;
    }

    private static Path directory() {
        return repository().resolveSibling("shared");
    }

    /** The repository's root. */
    public static Path repository() {
        return Path.of(System.getProperty("octavo.repository", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** The content of a file, or of the same file packed with gzip; null where there is neither. */
    public static byte @Nullable [] read(Path file) {
        Path packed = file.resolveSibling(file.getFileName() + ".gz");
        try {
            if (Files.exists(packed)) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
                    return in.readAllBytes();
                }
            }
            return Files.exists(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.octavo.runtime.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

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
}

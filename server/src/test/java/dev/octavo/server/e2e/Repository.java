package dev.octavo.server.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files that the end-to-end tests use. */
final class Repository {

    private Repository() {}

    static Path root() {
        return Path.of(System.getProperty("octavo.repository", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** The model that comes with Octavo. */
    static Path embeddedModel() {
        return root().resolve("models/stories");
    }

    /** Test material beside the repository; the test is skipped, with a message, where it is not there. */
    static Path shared(String name) {
        Path path = root().resolveSibling("shared").resolve(name);
        assumeTrue(Files.exists(path), () -> "skipped: needs " + path + ", which is not part of the repository");
        return path;
    }
}

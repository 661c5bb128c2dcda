package dev.octavo.runtime.template;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Test material that lies beside the checkout, where it does. */
final class SharedMaterial {

    private SharedMaterial() {}

    /** The directory {@code shared/name}; the test is skipped, saying so, where it does not exist. */
    static Path directory(String name) {
        Path start = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            Path shared = at.resolve("shared");
            if (Files.exists(shared.resolve("README.md"))) {
                return shared.resolve(name);
            }
        }
        assumeTrue(false, "no directory 'shared' beside the checkout: the cases of " + name + " are skipped");
        throw new IllegalStateException();
    }
}

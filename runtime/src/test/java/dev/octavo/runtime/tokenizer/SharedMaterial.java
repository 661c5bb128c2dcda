package dev.octavo.runtime.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The material that lies beside a checkout, in a directory called shared; tests that need it are skipped where it is missing. */
final class SharedMaterial {

    private SharedMaterial() {}

    static Path require(String relative) {
        Optional<Path> root = find();
        Assumptions.assumeTrue(root.isPresent(), "skipped: no directory shared with a README.md beside the checkout");
        return root.orElseThrow().resolve(relative);
    }

    private static Optional<Path> find() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path shared = at.resolveSibling("shared");
            if (at.getParent() != null && Files.isRegularFile(shared.resolve("README.md"))) {
                return Optional.of(shared);
            }
        }
        return Optional.empty();
    }

    /** The content of {@code file} or of {@code file.gz}; null where neither exists. */
    static byte @Nullable [] read(Path file) {
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

package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.octavo.runtime.config.GenerationConfig;
import dev.octavo.runtime.config.HfConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Opens every checkpoint of the shared test material that lies beside the repository. */
class SharedCheckpointsTest {

    @Test
    void opensEveryCheckpoint() throws IOException {
        Optional<Path> shared = shared();
        assumeTrue(shared.isPresent(), "the shared test material does not lie beside the repository");
        List<Path> directories;
        try (Stream<Path> files =
                Files.find(shared.orElseThrow().toRealPath(), 3, (path, a) -> path.endsWith("config.json"))) {
            directories = files.map(Path::getParent).sorted().toList();
        }
        assertThat(directories).hasSizeGreaterThan(30);
        for (Path directory : directories) {
            HfConfig config = HfConfig.read(directory);
            assertThat(GenerationConfig.read(directory)).isNotNull();
            try (Checkpoint checkpoint = Checkpoint.open(directory)) {
                assertThat(checkpoint.byteSize()).isPositive();
                checkpoint.reading(() -> {
                    checkpoint
                            .names()
                            .forEach(name -> assertThat(
                                            checkpoint.require(name).data().byteSize())
                                    .isPositive());
                    return true;
                });
                checkpoint
                        .find("model.embed_tokens.weight")
                        .ifPresent(tensor -> assertThat(tensor.shape())
                                .as("%s", directory)
                                .containsExactly((long) config.vocabSize(), (long) config.hiddenSize()));
            }
        }
    }

    private static Optional<Path> shared() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path shared = at.resolveSibling("shared");
            if (Files.exists(shared.resolve("README.md")) && Files.isDirectory(shared.resolve("goldens"))) {
                return Optional.of(shared);
            }
        }
        return Optional.empty();
    }
}

package dev.octavo.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.config.GenerationConfig;
import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.testing.SharedMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Opens every checkpoint of the shared test material that lies beside the repository. */
class SharedCheckpointsTest {

    @Test
    void opensEveryCheckpoint() throws IOException {
        Path shared = SharedMaterial.require(".");
        List<Path> directories;
        try (Stream<Path> files = Files.find(shared.toRealPath(), 3, (path, a) -> path.endsWith("config.json"))) {
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
}

package dev.octavo.runtime.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.model.Architectures;
import dev.octavo.runtime.testing.SharedMaterial;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.spi.OctavoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a damaged file says of its model is refused with a reason, or is a model. */
class GgufModelFuzzTest {

    private static final int ROUNDS = 400;

    @TempDir
    private Path directory;

    @Test
    void damagedHeadsFailCleanly() throws IOException {
        byte[] sound = Files.readAllBytes(SharedMaterial.require("gguf/arch-llama-f32.gguf"));
        int head = headBytes(sound);
        SplittableRandom random = new SplittableRandom(20261121);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = sound.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(24, head)] = (byte) (random.nextBoolean() ? random.nextInt(4) : random.nextInt());
            }
            Path file = Files.write(directory.resolve("damaged.gguf"), bytes);
            try (GgufModel model = GgufModel.open(file)) {
                assertThat(Architectures.graph(model.config(), 16).nodes()).isNotEmpty();
                Tokenizer tokenizer = model.tokenizer();
                assertThat(tokenizer.encode("Once upon a time", true)).isNotEmpty();
                model.endTokens(tokenizer);
                model.chatTemplate();
            } catch (OctavoException e) {
                assertThat(e).message().isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isBetween(ROUNDS / 10, ROUNDS - 1);
    }

    /** Bytes before the tokens, where numbers of the model stand, and some of the tokens. */
    private static int headBytes(byte[] file) {
        return Math.min(file.length, 4096);
    }
}

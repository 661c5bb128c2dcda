package dev.octavo.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepTableTest {

    private static final String GOOD =
            "tokens,rows,context_tokens,pairs,seconds\n1,1,30,30,0.005\n64,64,900,900,2e-2\n";

    @TempDir
    private Path folder;

    @Test
    void readsSteps() throws IOException {
        Path file = Files.writeString(folder.resolve("steps.csv"), GOOD);
        assertThat(StepTable.read(file))
                .containsExactly(
                        new FittedCost.Sample(1, 1, 30, 30, 0.005), new FittedCost.Sample(64, 64, 900, 900, 0.02));
    }

    @Test
    void saysWhatIsWrongAndWhere() throws IOException {
        Path file = folder.resolve("steps.csv");
        Files.writeString(file, GOOD + "1,1,1,1,0\n");
        assertThatThrownBy(() -> StepTable.read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(":4");
        Files.writeString(file, "a,b\n");
        assertThatThrownBy(() -> StepTable.read(file)).hasMessageContaining("must begin with");
    }

    @Test
    void nothingForeignGetsFurtherThanAUserError() throws IOException {
        Random random = new Random(8);
        Path file = folder.resolve("fuzz.csv");
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            try {
                assertThat(FittedCost.fit(StepTable.read(file)).coefficients()).doesNotContain(Double.NaN);
            } catch (UserException expected) {
                assertThat(expected).hasMessageContaining("fuzz.csv");
            }
        }
    }
}

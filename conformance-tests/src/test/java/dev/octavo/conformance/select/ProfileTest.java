package dev.octavo.conformance.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {

    private static final String TEXT = """
            # a comment
            backend mydevice
            option streams = 2

            exclude gemm[w=f16,*] because driver bug 1234 loses rows
              refuse softmax[t=f16,* because there is no kernel
            refuse nothing-else
            """;

    @Test
    void statementsAreRead() {
        Profile profile = Profile.parse(TEXT, "test");
        assertThat(profile.backend()).contains("mydevice");
        assertThat(profile.options()).isEqualTo(Map.of("streams", "2"));
        assertThat(profile.closed()).isTrue();
        assertThat(profile.exclusion("gemm[w=f16,a=f32]")).contains("driver bug 1234 loses rows");
        assertThat(profile.exclusion("gemm[w=f32,a=f32]")).isEmpty();
        assertThat(profile.expectedRefusal("softmax[t=f16,shape=1x1]")).contains("there is no kernel");
    }

    @Test
    void mistakesNameTheirLine() {
        assertThatThrownBy(() -> Profile.parse("backend x\nskip gemm", "p"))
                .isInstanceOf(UserException.class)
                .hasMessage("profile p, line 2: unknown word 'skip'; there are backend, option, exclude and refuse");
        for (String wrong : new String[] {
            "exclude gemm", "exclude gemm because ", "refuse /(/ because x", "option x", "backend", "exclude"
        }) {
            assertThatThrownBy(() -> Profile.parse(wrong, "p"))
                    .as(wrong)
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith("profile p, line 1: ");
        }
        assertThatThrownBy(() -> Profile.parse("option a = b\n".repeat(3) + "exclude x because y\n".repeat(2000), "p"))
                .hasMessageContaining("more than 1000 statements");
    }

    @Test
    void aListThatNobodyLooksAfterIsRefused() {
        Profile stale = Profile.parse("exclude gemm[w=q9* because of old times", "p");
        assertThatThrownBy(() -> stale.requireFitting("mydevice", Subject.ofSuite()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no case is called so");
        assertThatThrownBy(() -> Profile.parse("backend other", "p").requireFitting("mydevice", Subject.ofSuite()))
                .hasMessageContaining("is for the backend 'other'");
        Profile.parse(TEXT, "p").requireFitting("mydevice", Subject.ofSuite());
    }

    @Test
    void filesThatCannotBeReadAreTheUsersAffair(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> Profile.read(directory.resolve("none"))).isInstanceOf(UserException.class);
        Path large = Files.write(directory.resolve("large"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> Profile.read(large)).hasMessageContaining("larger than a mebibyte");
    }

    @Test
    void brokenTextsDoNoHarm() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(TEXT);
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(0x20, 0x7f));
                    default -> text.setCharAt(at, '\n');
                }
            }
            try {
                assertThat(Profile.parse(text.toString(), "p")).isNotNull();
            } catch (UserException e) {
                assertThat(e).hasMessageStartingWith("profile p, line ");
            }
        }
    }
}

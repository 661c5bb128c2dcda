package dev.octavo.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class ServiceNamesTest {

    @TempDir(cleanup = CleanupMode.NEVER)
    Path work;

    private List<String> names(String services) throws IOException {
        return ServiceNames.of(
                new VendorJar(work).file(VendorJar.SERVICE, services).jar("services.jar"));
    }

    @Test
    void readsTheFormatOfServiceLoader() throws IOException {
        assertThat(names("# a comment\n\n  a.B  # another\r\na.C$D\na.B\n")).containsExactly("a.B", "a.C$D");
        assertThat(names("")).isEmpty();
    }

    @Test
    void refusesWhatIsNoListOfClasses() {
        for (String line : new String[] {"a b", "a..b", "1a", ".a", "a.", "a/b", "\u001b[2J"}) {
            assertThatThrownBy(() -> names("ok.Ok\n" + line))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("line 2");
        }
    }

    @Test
    void isNotMadeToReadEndlessly() {
        assertThatThrownBy(() -> names("#".repeat(1 << 17))).hasMessageContaining("longer than");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append("a.B").append(i).append('\n');
        }
        assertThatThrownBy(() -> names(many.toString())).hasMessageContaining("more than");
    }

    /** Bytes are changed, cut and swapped at random; a catalog says no, or yes where the change did not matter, and never throws. */
    @Test
    void survivesDamagedJars() throws IOException {
        Path plugins = work.resolve("fuzz");
        byte[] whole = Files.readAllBytes(VendorJar.provider(work, "fuzzed", "return devices(0, \"card\");")
                .jar("fuzz/fuzzed.jar"));
        Random random = new Random(20261121);
        for (int round = 0; round < 400; round++) {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (round % 10 == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            Path jar = plugins.resolve("fuzzed-" + round + ".jar");
            Files.write(jar, bytes);
            try {
                ServiceNames.of(jar).forEach(name -> assertThat(name).isNotBlank());
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("OutOfMemory");
            }
            if (round % 20 != 0) {
                Files.delete(jar);
            }
        }
        BackendCatalog catalog =
                BackendCatalog.discover(new BackendSearch(List.of(plugins), Set.of(), Duration.ofSeconds(2)));
        assertThat(catalog.backends()).hasSizeGreaterThan(5);
    }
}

package dev.octavo.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFilesTest {

    @TempDir
    private Path directory;

    static ConfigObject parse(String json) {
        return JsonFiles.parse(json.getBytes(StandardCharsets.UTF_8), "config.json", JsonLimits.CONFIG);
    }

    @Test
    void readsAnObjectWithOrWithoutAByteOrderMark() throws IOException {
        for (String json : new String[] {"{\"a\":{\"b\":[1,2.5,null,true,\"\u00e9\"]}}", "\uFEFF{\"a\":{\"b\":[]}}"}) {
            Path file = Files.writeString(directory.resolve("x.json"), json);
            assertThat(JsonFiles.read(file).object("a").has("b")).isTrue();
            assertThat(JsonFiles.readIfPresent(file)).isPresent();
        }
        assertThat(JsonFiles.readIfPresent(directory.resolve("none.json"))).isEmpty();
    }

    static String[] bad() {
        return new String[] {
            "",
            " ",
            "[]",
            "1",
            "null",
            "{",
            "{}x",
            "{} {}",
            "{\"a\":1,\"a\":2}",
            "{\"b\":{\"a\":1,\"a\":1}}",
            "{'a':1}",
            "{\"a\":01}",
            "{\"a\":1,}",
            "{/**/}",
            "{\"a\":tru}",
            "{\"a\":\"\n\"}",
            "{\"a\":\"\\x\"}",
            "{\"a\":" + "9".repeat(101) + "}",
            "{\"a\":" + "[".repeat(65) + "]".repeat(65) + "}",
            "{\"a\":".repeat(1_000_000),
            "[".repeat(1_000_000),
            "{\"a\":\"" + "x".repeat((8 << 20) + 1) + "\"}",
            "{\"a\":1e}"
        };
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesWhatIsNoObjectWithinTheLimits(String json) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("config.json ")
                .hasMessageContaining("download it again");
    }

    @Test
    void acceptsWhatIsJustWithinTheLimits() {
        parse("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}");
        parse("{\"a\":" + "9".repeat(100) + "}");
    }

    @Test
    void namesThePosition() {
        assertThatThrownBy(() -> parse("{\n \"a\": 1,\n \"b\": oops\n}")).hasMessageContaining("line 3, column");
    }

    @Test
    void refusesOtherEncodings() {
        assertThatThrownBy(() -> JsonFiles.parse("{}".getBytes(StandardCharsets.UTF_16), "x", JsonLimits.CONFIG))
                .isInstanceOf(UserException.class);
        assertThatThrownBy(() ->
                        JsonFiles.parse(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'}, "x", JsonLimits.CONFIG))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void refusesLargeAndMissingFilesAndDirectories() throws IOException {
        Path file = Files.writeString(directory.resolve("x.json"), "{\"a\":12345}");
        assertThat(JsonFiles.read(file, JsonLimits.CONFIG.withMaxBytes(11)).has("a"))
                .isTrue();
        assertThatThrownBy(() -> JsonFiles.read(file, JsonLimits.CONFIG.withMaxBytes(10)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("larger than 10 bytes");
        assertThatThrownBy(() -> JsonFiles.read(directory.resolve("none.json")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> JsonFiles.read(directory)).isInstanceOf(UserException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e999", "-1e999"})
    void infiniteNumbersAreReadAndRefusedWhereFiniteOnesAreAsked(String number) {
        ConfigObject config = parse("{\"a\":" + number + ",\"b\":1}");
        assertThat(config.int32("b", 0, 1)).isOne();
        assertThatThrownBy(() -> config.float64("a", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .isInstanceOf(UserException.class);
        assertThatThrownBy(() -> config.int32("a", Integer.MIN_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(UserException.class);
    }
}

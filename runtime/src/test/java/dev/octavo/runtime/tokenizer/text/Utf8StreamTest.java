package dev.octavo.runtime.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8StreamTest {

    private static String decode(byte[] bytes) {
        Utf8Stream stream = new Utf8Stream();
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            stream.accept(b, text);
        }
        stream.finish(text);
        return text.toString();
    }

    /** Expected values from Python and Rust, which both follow the recommendation; the JDK does not for surrogates and beyond U+10FFFF. */
    @ParameterizedTest
    @CsvSource({
        "f09f90, 1",
        "eda080, 3",
        "f4908080, 4",
        "e08080, 3",
        "c0af, 2",
        "f8a1a1, 3",
        "e2824180, 2",
        "f09f41, 1",
        "c3c3a9, 1",
        "ff, 1",
        "80bf, 2",
        "f09f9099, 0"
    })
    void replacesMaximalParts(String hex, long replacements) {
        String text = decode(HexFormat.of().parseHex(hex));
        assertThat(text.chars().filter(c -> c == 0xFFFD).count()).isEqualTo(replacements);
    }

    @Test
    void agreesWithTheJdkOnWhatIsWellFormed() {
        Random random = new Random(3);
        byte[] leads = {
            0x41,
            (byte) 0xC3,
            (byte) 0xE0,
            (byte) 0xED,
            (byte) 0xEF,
            (byte) 0xF0,
            (byte) 0xF4,
            (byte) 0x80,
            (byte) 0xBF,
            (byte) 0xFF
        };
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(8)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                if (random.nextBoolean()) {
                    bytes[i] = leads[random.nextInt(leads.length)];
                }
            }
            String expected = new String(bytes, StandardCharsets.UTF_8);
            boolean fine = !expected.contains("\uFFFD");
            assertThat(Utf8.isWellFormed(bytes, bytes.length)).isEqualTo(fine || isReplacement(bytes));
            if (fine) {
                assertThat(decode(bytes)).isEqualTo(expected);
            }
        }
    }

    private static boolean isReplacement(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
    }

    @Test
    void repairsLoneSurrogates() {
        assertThat(Utf8.wellFormed("\uD83D\uDC19 \uDC19\uD83D x\uD83D")).isEqualTo("\uD83D\uDC19 \uFFFD\uFFFD x\uFFFD");
        String fine = "\uD83D\uDC19";
        assertThat(Utf8.wellFormed(fine)).isSameAs(fine);
    }
}

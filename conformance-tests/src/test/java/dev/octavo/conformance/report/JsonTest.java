package dev.octavo.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JsonTest {

    private static Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("text", "quotes \" backslash \\ tab \t line \n control \u0001 <b> & ü \u2028");
        tree.put("numbers", List.of(0.0, -1.5, 1e-9, 123456789012.0));
        tree.put("deep", Map.of("a", List.of(Map.of("b", true), List.of())));
        tree.put("empty", Map.of());
        return tree;
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        String text = Json.write(tree());
        assertThat(JsonReader.read(text)).isEqualTo(tree());
        assertThat(text).doesNotContain("<", "&", "\u2028", "\t", "\u0001");
    }

    @Test
    void numbersThatJsonHasNotBecomeTexts() {
        assertThat(JsonReader.read(Json.write(List.of(Double.NaN, Double.POSITIVE_INFINITY, 7, 8L))))
                .isEqualTo(List.of("NaN", "Infinity", 7.0, 8.0));
    }

    @Test
    void whatIsNoJsonIsRefused() {
        for (String text : List.of(
                "",
                "{",
                "[1,]",
                "{\"a\" 1}",
                "nul",
                "\"\\q\"",
                "\"\\u12g4\"",
                "1 2",
                "\"a\nb\"",
                "tru",
                "-",
                "[".repeat(100) + "]".repeat(100))) {
            assertThatThrownBy(() -> JsonReader.read(text))
                    .as(text)
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith("not JSON: ");
        }
    }

    @Test
    void brokenTextsDoNoHarm() {
        SplittableRandom random = new SplittableRandom(3);
        String right = Json.write(tree());
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(right);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "{}[]\",:\\0".charAt(random.nextInt(9)));
                    default -> text.setCharAt(at, (char) random.nextInt(0x20, 0x7f));
                }
            }
            try {
                assertThat(JsonReader.read(text.toString())).isNotNull();
                read++;
            } catch (UserException e) {
                assertThat(e).hasMessageStartingWith("not JSON: ");
            }
        }
        assertThat(read).isPositive();
    }
}

package dev.octavo.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConfigObjectTest {

    private final ConfigObject config = JsonFilesTest.parse("""
            {"text": "x", "int": 7, "whole": 8.0, "half": 8.5, "big": 9223372036854775808, "yes": true, "none": null,
             "list": [1, 2.0, 3], "texts": ["a", "b"], "mixed": ["a", 1], "object": {"inner": {"deep": "no"}}, "exp": 1e3}
            """);

    @Test
    void readsWhatIsThere() {
        assertThat(config.text("text")).isEqualTo("x");
        assertThat(config.int32("int", 0, 7)).isEqualTo(7);
        assertThat(config.int32("whole", 8, 8)).isEqualTo(8);
        assertThat(config.int64("exp", 0, 1000)).isEqualTo(1000);
        assertThat(config.float64("half", 8.5, 8.5)).isEqualTo(8.5);
        assertThat(config.float64("int", 0, 10)).isEqualTo(7);
        assertThat(config.flag("yes")).isTrue();
        assertThat(config.int32s("list", 3, 1, 3)).containsExactly(1, 2, 3);
        assertThat(config.int32s("int", 3, 1, 9)).containsExactly(7);
        assertThat(config.float64s("list", 3, 1, 3)).containsExactly(1.0, 2.0, 3.0);
        assertThat(config.texts("texts", 2)).containsExactly("a", "b");
        assertThat(config.names()).contains("text").doesNotContain("none");
    }

    @Test
    void nullCountsAsAbsent() {
        assertThat(config.has("none")).isFalse();
        assertThat(config.mentions("none")).isTrue();
        assertThat(config.mentions("nowhere")).isFalse();
        assertThat(config.textOr("none", "d")).isEqualTo("d");
        assertThat(config.int32Or("none", -5, 0, 1)).isEqualTo(-5);
        assertThat(config.float64Or("nowhere", 0.5, 0, 0)).isEqualTo(0.5);
        assertThat(config.flagOr("none", true)).isTrue();
        assertThat(config.optionalObject("none")).isEmpty();
        assertThat(config.firstOf("none", "int", "text")).contains("int");
        assertThat(config.firstOf("none")).isEmpty();
    }

    @Test
    void errorsNameFilePathAndExpectation() {
        fails(() -> config.text("int"), "config.json: int is 7, but has to be text");
        fails(() -> config.text("none"), "config.json: none is missing");
        fails(() -> config.int32("int", 8, 9), "has to be a whole number from 8 to 9");
        fails(() -> config.int32("int", 0, 6), "int is 7");
        fails(() -> config.int32("half", 0, 9), "half is 8.5");
        fails(() -> config.int32("text", 0, 9), "text is \"x\"");
        fails(() -> config.int32("yes", 0, 9), "yes is true");
        fails(() -> config.int64("big", 0, Long.MAX_VALUE), "big is 9223372036854775808");
        fails(() -> config.float64("half", 0, 8), "half is 8.5");
        fails(() -> config.float64("text", 0, 8), "a number from 0.0 to 8.0");
        fails(() -> config.flag("int"), "true or false");
        fails(() -> config.int32s("list", 2, 1, 3), "at most 2");
        fails(() -> config.int32s("list", 3, 1, 2), "list is [1,2.0,3]");
        fails(() -> config.int32s("text", 3, 1, 2), "text is");
        fails(() -> config.texts("mixed", 2), "texts");
        fails(() -> config.float64s("int", 1, 1, 1), "list");
        fails(() -> config.object("list"), "an object");
        fails(() -> config.object("object").object("inner").flag("deep"), "config.json: object.inner.deep is \"no\"");
    }

    @Test
    void quotesOnlyTheBeginningOfLongValues() {
        ConfigObject longList = JsonFilesTest.parse("{\"a\":"
                + List.of("x".repeat(5000)).toString().replace("[", "[\"").replace("]", "\"]") + "}");
        assertThatThrownBy(() -> longList.text("a")).message().hasSizeLessThan(200);
    }

    private static void fails(ThrowingCallable action, String message) {
        assertThatThrownBy(action).isInstanceOf(UserException.class).hasMessageContaining(message);
    }
}

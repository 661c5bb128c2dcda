package dev.octavo.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonWriterTest {

    @Test
    void placesCommas() {
        JsonWriter out = new JsonWriter();
        out.beginObject()
                .name("a")
                .beginArray()
                .value(1)
                .beginObject()
                .endObject()
                .beginArray()
                .endArray();
        out.value(true)
                .nullValue()
                .endArray()
                .name("b")
                .beginObject()
                .name("c")
                .value("d")
                .endObject();
        out.name("e").values(new int[] {1, -2}).endObject();
        assertThat(text(out)).isEqualTo("{\"a\":[1,{},[],true,null],\"b\":{\"c\":\"d\"},\"e\":[1,-2]}");
    }

    @ParameterizedTest
    @CsvSource({
        "NaN,-9999.0",
        "-Infinity,-9999.0",
        "Infinity,9999.0",
        "-0.5,-0.5",
        "-1e-7,-1.0E-7",
        "0,0.0",
        "-12345,-9999.0"
    })
    void clampsNumbers(float number, String json) {
        assertThat(text(new JsonWriter().value(number))).isEqualTo(json);
    }

    @Test
    void agreesWithAParserOnEveryCharacter() {
        StringBuilder all = new StringBuilder();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x3000 ? 1 : 97) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                all.appendCodePoint(point);
            }
        }
        JsonNode read = JsonMapper.shared().readTree(text(new JsonWriter().value(all.toString())));
        assertThat(read.stringValue()).isEqualTo(all.toString());
    }

    @Test
    void replacesLoneSurrogates() {
        assertThat(text(new JsonWriter().value("a\ud800b\udc00\ud800"))).isEqualTo("\"a\ufffdb\ufffd\ufffd\"");
    }

    @Test
    void reusesItsBuffer() {
        Random random = new Random(1);
        JsonWriter out = new JsonWriter();
        for (int i = 0; i < 200; i++) {
            String text = "é\n".repeat(random.nextInt(2000));
            out.reset();
            out.beginArray().value(text).value(i).endArray();
            JsonNode read = JsonMapper.shared().readTree(text(out));
            assertThat(read.get(0).stringValue()).isEqualTo(text);
            assertThat(read.get(1).intValue()).isEqualTo(i);
        }
    }

    private static String text(JsonWriter out) {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}

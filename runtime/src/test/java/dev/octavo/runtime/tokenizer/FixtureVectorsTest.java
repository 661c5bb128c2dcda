package dev.octavo.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The small tokenizers against the reference. */
class FixtureVectorsTest {

    static List<String> names() {
        return Fixtures.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void encodes(String name) {
        Tokenizer tokenizer = Fixtures.tokenizer(name);
        for (JsonNode vector : Fixtures.vectors(name).get("vectors")) {
            String text = vector.get("text").stringValue();
            assertThat(tokenizer.encode(text, false)).as(text).isEqualTo(Fixtures.ints(vector.get("ids")));
            assertThat(tokenizer.encode(text, true)).as(text).isEqualTo(Fixtures.ints(vector.get("special")));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void decodesWholeAndIncrementally(String name) {
        Tokenizer tokenizer = Fixtures.tokenizer(name);
        for (JsonNode vector : Fixtures.vectors(name).get("decode")) {
            int[] ids = Fixtures.ints(vector.get("ids"));
            String text = vector.get("text").stringValue();
            String skipped = vector.get("skipped").stringValue();
            assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
            assertThat(tokenizer.decode(ids, true)).isEqualTo(skipped);
            assertThat(Fixtures.streamed(tokenizer, ids, false)).isEqualTo(text);
            assertThat(Fixtures.streamed(tokenizer, ids, true)).isEqualTo(skipped);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void encodesPairs(String name) {
        Tokenizer tokenizer = Fixtures.tokenizer(name);
        for (JsonNode pair : Fixtures.vectors(name).get("pairs")) {
            Encoding encoding = tokenizer.encodePair(
                    pair.get("a").stringValue(), pair.get("b").stringValue(), true);
            Encoding expected = new Encoding(Fixtures.ints(pair.get("ids")), Fixtures.ints(pair.get("types")));
            assertThat(encoding).isEqualTo(expected).hasSameHashCodeAs(expected);
        }
    }
}

package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopTextsTest {

    @Test
    void aStopTextAcrossPiecesCutsBeforeItsStart() {
        StopTexts stops = new StopTexts(List.of("STOP"), false);
        assertThat(stops.accept("abcS", true)).isEqualTo("abc");
        assertThat(stops.accept("TO", true)).isEmpty();
        assertThat(stops.accept("Pdef", true)).isEmpty();
        assertThat(stops.met()).isEqualTo("STOP");
    }

    @Test
    void theStopTextCanBeIncludedButNothingBehindIt() {
        StopTexts stops = new StopTexts(List.of("STOP"), true);
        assertThat(stops.accept("abcST", true)).isEqualTo("abc");
        assertThat(stops.accept("OPdef", true)).isEqualTo("STOP");
    }

    @Test
    void textThatTurnsOutHarmlessIsReleased() {
        StopTexts stops = new StopTexts(List.of("aab"), false);
        assertThat(stops.accept("a", true)).isEmpty();
        assertThat(stops.accept("a", true)).isEmpty();
        assertThat(stops.accept("a", true)).isEqualTo("a");
        assertThat(stops.accept("c", true)).isEqualTo("aac");
        assertThat(stops.accept("a", true)).isEmpty();
        assertThat(stops.finish()).isEqualTo("a");
        assertThat(stops.met()).isNull();
    }

    @Test
    void theFirstOfTheListCountsWithinAPiece() {
        StopTexts stops = new StopTexts(List.of("y", "x"), false);
        assertThat(stops.accept("axby", true)).isEqualTo("axb");
        assertThat(stops.met()).isEqualTo("y");
    }

    @Test
    void unarmedPiecesPassButTheirEndMayBeTheStartOfAStop() {
        StopTexts stops = new StopTexts(List.of("ab"), false);
        assertThat(stops.accept("ab", false)).isEqualTo("ab");
        assertThat(stops.accept("xa", false)).isEqualTo("x");
        assertThat(stops.accept("b", true)).isEmpty();
        assertThat(stops.met()).isEqualTo("ab");
    }

    @Test
    void agreesWithSearchingTheWholeTextHoweverItIsCut() {
        Random random = new Random(4);
        for (int trial = 0; trial < 5000; trial++) {
            String stop = word(random, 1 + random.nextInt(4));
            String text = word(random, random.nextInt(14));
            boolean include = random.nextBoolean();
            StopTexts stops = new StopTexts(List.of(stop), include);
            StringBuilder out = new StringBuilder();
            for (int at = 0; at < text.length() && stops.met() == null; ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(3));
                out.append(stops.accept(text.substring(at, end), true));
                at = end;
            }
            if (stops.met() == null) {
                out.append(stops.finish());
            }
            int found = text.indexOf(stop);
            String expected = found < 0 ? text : text.substring(0, found + (include ? stop.length() : 0));
            assertThat(out.toString()).as("'%s' in '%s'", stop, text).isEqualTo(expected);
            assertThat(stops.met()).isEqualTo(found < 0 ? null : stop);
        }
    }

    private static String word(Random random, int length) {
        return random.ints(length, 'a', 'c')
                .collect(StringBuilder::new, (s, c) -> s.append((char) c), StringBuilder::append)
                .toString();
    }
}

package dev.octavo.runtime.tokenizer.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The planes that {@link UnicodeClasses} takes for uniform are uniform in this JDK's tables. */
class UniformPlanesTest {

    private record Facts(
            int type,
            boolean alphabetic,
            boolean ideographic,
            boolean emoji,
            boolean pictographic,
            UnicodeScript script,
            String block) {
        static Facts of(int c) {
            return new Facts(
                    Character.getType(c),
                    Character.isAlphabetic(c),
                    Character.isIdeographic(c),
                    Character.isEmoji(c),
                    Character.isExtendedPictographic(c),
                    UnicodeScript.of(c),
                    String.valueOf(UnicodeBlock.of(c)));
        }
    }

    private static long kinds(int from, int to) {
        return IntStream.range(from, to).mapToObj(Facts::of).distinct().count();
    }

    @Test
    void theUnassignedPlanesAre() {
        assertThat(kinds(0x40000, 0xE0000)).isEqualTo(1);
    }

    @Test
    void thePrivatePlanesAreButForTheirEnds() {
        assertThat(kinds(0xF0000, 0xFFFFE)).isEqualTo(1);
        assertThat(kinds(0x100000, 0x10FFFE)).isEqualTo(1);
    }
}

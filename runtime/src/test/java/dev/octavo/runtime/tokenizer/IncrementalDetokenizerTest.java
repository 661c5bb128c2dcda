package dev.octavo.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IncrementalDetokenizerTest {

    static List<String> names() {
        return Fixtures.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void putTogetherEqualsDecodeForAnyIds(String name) {
        Tokenizer tokenizer = Fixtures.tokenizer(name);
        Random random = new Random(42);
        for (int round = 0; round < 2000; round++) {
            int[] ids = random.ints(random.nextInt(40), -1, tokenizer.vocabularySize() + 2)
                    .toArray();
            boolean skip = random.nextBoolean();
            assertThat(Fixtures.streamed(tokenizer, ids, skip)).isEqualTo(tokenizer.decode(ids, skip));
        }
    }

    @Test
    void holdsBackAnUnfinishedCharacter() {
        Tokenizer tokenizer = Fixtures.tokenizer("byte_level_bpe");
        int[] ids = tokenizer.encode("\uD83D\uDC19", false);
        assertThat(ids).hasSizeGreaterThan(1);
        IncrementalDetokenizer detokenizer = tokenizer.detokenizer(false);
        for (int i = 0; i < ids.length - 1; i++) {
            assertThat(detokenizer.accept(ids[i])).isEmpty();
        }
        assertThat(detokenizer.accept(ids[ids.length - 1])).isEqualTo("\uD83D\uDC19");
        assertThat(detokenizer.finish()).isEmpty();
    }

    @Test
    void replacesACharacterThatNeverCompletes() {
        Tokenizer tokenizer = Fixtures.tokenizer("byte_level_bpe");
        IncrementalDetokenizer detokenizer = tokenizer.detokenizer(false);
        int[] ids = tokenizer.encode("\uD83D\uDC19", false);
        assertThat(detokenizer.accept(ids[0])).isEmpty();
        assertThat(detokenizer.finish()).isEqualTo("\uFFFD");
        assertThat(detokenizer.finish()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> detokenizer.accept(ids[0]));
    }

    @Test
    void holdsBackARunOfByteTokensThatALaterByteCanSpoil() {
        Tokenizer tokenizer = Fixtures.tokenizer("sentencepiece_bpe");
        int a = tokenizer.id("<0x41>");
        int broken = tokenizer.id("<0xFF>");
        int word = tokenizer.id("\u2581eight");
        IncrementalDetokenizer good = tokenizer.detokenizer(false);
        assertThat(good.accept(a)).isEmpty();
        assertThat(good.accept(word)).isEqualTo("A eight");
        IncrementalDetokenizer bad = tokenizer.detokenizer(false);
        assertThat(bad.accept(a) + bad.accept(broken)).isEmpty();
        assertThat(bad.accept(word)).isEqualTo("\uFFFD\uFFFD eight");
    }

    @Test
    void stripsTheSpaceBeforeTheFirstWordOnly() {
        Tokenizer tokenizer = Fixtures.tokenizer("sentencepiece_bpe");
        int word = tokenizer.id("\u2581eight");
        IncrementalDetokenizer detokenizer = tokenizer.detokenizer(false);
        assertThat(detokenizer.accept(word)).isEqualTo("eight");
        assertThat(detokenizer.accept(word)).isEqualTo(" eight");
    }
}

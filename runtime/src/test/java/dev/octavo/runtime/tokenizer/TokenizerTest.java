package dev.octavo.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

    @Test
    void knowsTokensAndIds() {
        Tokenizer tokenizer = Fixtures.tokenizer("byte_level_bpe");
        assertThat(tokenizer.id("<|begin|>")).isZero();
        assertThat(tokenizer.token(0)).isEqualTo("<|begin|>");
        assertThat(tokenizer.isSpecial(0)).isTrue();
        assertThat(tokenizer.isSpecial(tokenizer.id("pilot log"))).isFalse();
        assertThat(tokenizer.id("no such token")).isEqualTo(-1);
        assertThat(tokenizer.token(tokenizer.vocabularySize())).isNull();
        assertThat(tokenizer.token(tokenizer.vocabularySize() - 1)).isNotNull();
    }

    @Test
    void tellsTheBytesOfTokens() {
        Tokenizer bytes = Fixtures.tokenizer("byte_level_bpe");
        assertThat(bytes.tokenBytes(bytes.id("\u0120"))).containsExactly(' ');
        assertThat(bytes.tokenBytes(bytes.id("\u00F0"))).containsExactly(0xF0);
        assertThat(bytes.tokenBytes(0)).isEqualTo("<|begin|>".getBytes(StandardCharsets.UTF_8));
        assertThat(bytes.tokenBytes(-1)).isEmpty();
        Tokenizer pieces = Fixtures.tokenizer("sentencepiece_bpe");
        assertThat(pieces.tokenBytes(pieces.id("<0xE2>"))).containsExactly(0xE2);
        assertThat(pieces.tokenBytes(pieces.id("\u2581eight"))).isEqualTo(" eight".getBytes(StandardCharsets.UTF_8));
        Tokenizer words = Fixtures.tokenizer("wordpiece");
        assertThat(words.tokenBytes(words.id("##e"))).containsExactly('e');
    }

    @Test
    void theBytesOfAllTokensMakeUpTheText() {
        Tokenizer tokenizer = Fixtures.tokenizer("byte_level_bpe");
        String text = "The pilot\u2019s log \uD83D\uDC19 \u6D77";
        var joined = new java.io.ByteArrayOutputStream();
        for (int id : tokenizer.encode(text, false)) {
            joined.writeBytes(tokenizer.tokenBytes(id));
        }
        assertThat(joined.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void takesLoneSurrogatesForReplacementCharacters() {
        Tokenizer tokenizer = Fixtures.tokenizer("byte_level_bpe");
        assertThat(tokenizer.encode("a\uD83Db\uDC19", false)).isEqualTo(tokenizer.encode("a\uFFFDb\uFFFD", false));
    }

    @Test
    void answersAlikeFromManyThreads() throws Exception {
        Tokenizer tokenizer = Fixtures.tokenizer("sentencepiece_bpe");
        String text = "The pilot wrote eight lines in the log. ".repeat(20);
        int[] expected = tokenizer.encode(text, true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<int[]>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(() -> tokenizer.encode(text, true));
            }
            for (Future<int[]> answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte_level_bpe", "sentencepiece_bpe", "unigram", "wordpiece"})
    void staysQuickOnTextsThatRepeatOneCharacter(String name) {
        Tokenizer tokenizer = Fixtures.tokenizer(name);
        List<String> units =
                List.of("a", " ", "\n", "1", "!", "\u00E9", "\u6D77", "\u0301", "\uD83D\uDC19", "a ", "'s");
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        for (String unit : units) {
            String text = unit.repeat(200_000 / unit.length());
            assertThat(tokenizer.encode(text, false)).doesNotContain(-1);
            assertThat(tokenizer.encode(text + "x", true)).isNotEmpty();
        }
        // Far above what linear time needs (two seconds on a slow machine), far below what quadratic time would.
        assertThat(threads.getCurrentThreadCpuTime() - begin).isLessThan(60_000_000_000L);
    }
}

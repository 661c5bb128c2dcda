package dev.octavo.runtime.tokenizer.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.spi.ResourceException;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    private static String matches(String pattern, String text) throws RegexException {
        char[] chars = text.toCharArray();
        IntList found = Regex.compile(pattern).findAll(chars, 0, chars.length);
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < found.size(); i += 2) {
            joined.append('<')
                    .append(chars, found.at(i), found.at(i + 1) - found.at(i))
                    .append('>');
        }
        return joined.toString();
    }

    /** What Oniguruma 6.9 finds. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a++b ; aab ; <aab>",
                "a*+a ; aaa ; ",
                "a*+b ; aab ; <aab>",
                "\\p{N}{1,3} ; 1234567 ; <123><456><7>",
                "\\p{N}{1,3}+ ; 1234567 ; <1234567>",
                "\\p{N}{2}? ; 12345 ; <12><34><>",
                "\\p{N}{,2} ; 12345 ; <12><34><5>",
                "a{2,1} ; aaa ; <aa><a>",
                "a{ ; a{ ; <a{>",
                "\\h+ ; xaf 9z ; <af><9>",
                "[]a]+ ; a]b ; <a]>",
                "[a-z&&[^aeiou]]+ ; abcde ; <bcd>",
                "[^a-z&&[aeiou]]+ ; abce1 ; <bc><1>",
                "(?<=ab|c)d ; abdcd ; <d><d>",
                "(?<!a)b ; abcb ; <b>",
                "(?>a|ab)c ; acabc ; <ac>",
                "(?:a*)*b ; aaab ; <aaab>",
                "(?x: a b ) ; ab a b ; <ab>",
                "a(?i)b|c ; aBaCac ; <aB><aC><ac>",
                "(?i)\\p{Lu} ; aB ; <B>",
                "(?i:[^a])+ ; Aab ; <b>",
                "(?:a|ab)(?:c|bcd)(?:d*) ; abcd ; <abcd>",
                "a+?b ; aab ; <aab>",
                "x* ; axb ; <><x><>",
                "[[:punct:]]+ ; a$+!b ; <$+!>",
                "\\p{^L}+ ; a12 ; <12>",
                "\\x41\\x{42}\\u0043\\104 ; ABCD ; <ABCD>",
                "\\bfoo\\b ; foo foobar ; <foo>"
            })
    void findsWhatOnigurumaFinds(String pattern, String text, String expected) throws RegexException {
        assertThat(matches(pattern, text)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void anchorsAtEveryLine() throws RegexException {
        assertThat(matches("^a", "ax\nay\n")).isEqualTo("<a><a>");
        assertThat(matches("a$", "xa\nya")).isEqualTo("<a><a>");
        assertThat(matches("\\Aa", "ax\nay")).isEqualTo("<a>");
        assertThat(matches("a\\Z", "xa\na\n")).isEqualTo("<a>");
        assertThat(matches("a\\z", "xa\na\n")).isEmpty();
        assertThat(matches(".+", "a\nb")).isEqualTo("<a><b>");
        assertThat(matches("(?m:.)+", "a\nb")).isEqualTo("<a\nb>");
        assertThat(matches("\\R", "a\r\nb\n")).isEqualTo("<\r\n><\n>");
    }

    @Test
    void foldsCaseBeyondAscii() throws RegexException {
        assertThat(matches("(?i:'s|k)", "'S '\u017F \u212A")).isEqualTo("<'S><'\u017F><\u212A>");
        assertThat(matches("(?i:i)", "I\u0130\u0131")).isEqualTo("<I>");
    }

    @Test
    void takesSurrogatePairsForOneCharacter() throws RegexException {
        assertThat(matches(".", "\uD83D\uDC19a")).isEqualTo("<\uD83D\uDC19><a>");
        assertThat(matches("[\uD83D\uDC18-\uD83D\uDC20]+", "x\uD83D\uDC19\uD83D\uDC19"))
                .isEqualTo("<\uD83D\uDC19\uD83D\uDC19>");
        assertThat(matches("(?<=\uD83D\uDC19)a", "\uD83D\uDC19a")).isEqualTo("<a>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "a)",
                "[a",
                "[z-a]",
                "*a",
                "\\",
                "(?<n>a)\\1x\\k<n>",
                "\\p{Nonsense}",
                "(?s:.)",
                "a{2000}",
                "\\X"
            })
    void refusesWhatIsWrongOrUnsupported(String pattern) {
        assertThatThrownBy(() -> Regex.compile(pattern)).isInstanceOf(RegexException.class);
    }

    @Test
    void refusesPatternsThatAreTooLarge() {
        assertThatThrownBy(() -> Regex.compile("a".repeat(40_000))).hasMessageContaining("more than 32768");
        assertThatThrownBy(() -> Regex.compile("(?:(?:ab{2,9}){1,99}){1,999}")).hasMessageContaining("too large");
        assertThatThrownBy(() -> Regex.compile("(".repeat(200) + ")".repeat(200)))
                .hasMessageContaining("nested");
    }

    /** Patterns that take exponential or quadratic time without memory of dead ends. */
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\s+$",
                "(?:a|aa)+$",
                "(?:a*)*b",
                "(?:a+)+b",
                "(?:\\s|\\s\\s)*x",
                "\\s*\\s*\\s*x",
                "a*a*a*a*b",
                "(?:a|a|a)*b"
            })
    void staysLinear(String pattern) throws RegexException {
        String text = (pattern.contains("a") ? "a" : " ").repeat(200_000) + "!";
        assertThat(matches(pattern, text)).isEmpty();
    }

    @Test
    void givesUpOnLookaroundThatIsQuadratic() throws RegexException {
        Regex regex = Regex.compile("a(?=a*b)");
        char[] text = "a".repeat(200_000).toCharArray();
        assertThatThrownBy(() -> regex.findAll(text, 0, text.length))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("steps");
    }

    /** Against java.util.regex on patterns that mean the same in both. */
    @Test
    void agreesWithTheJdkOnRandomPatterns() throws RegexException {
        Random random = new Random(99);
        for (int round = 0; round < 2000; round++) {
            String pattern = random(random, 3);
            Matcher reference = Pattern.compile(pattern).matcher(randomText(random));
            String text = randomText(random);
            reference.reset(text);
            StringBuilder expected = new StringBuilder();
            int last = -1;
            while (reference.find()) {
                if (reference.end() > reference.start() || reference.start() != last) {
                    expected.append('<').append(reference.group()).append('>');
                }
                last = reference.end();
            }
            assertThat(matches(pattern, text)).as(pattern + " on " + text).isEqualTo(expected.toString());
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(14); i >= 0; i--) {
            text.append("aaabbc ".charAt(random.nextInt(7)));
        }
        return text.toString();
    }

    private static String random(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return switch (random.nextInt(6)) {
                case 0 -> "[ab]";
                case 1 -> "[^a]";
                case 2 -> "b";
                case 3 -> "[a-c]";
                default -> "a";
            };
        }
        String left = random(random, depth - 1);
        String right = random(random, depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> "(?:" + left + "|" + right + ")";
            case 1 ->
                "(?:" + left + ")" + List.of("+", "{1,2}", "?", "+?", "{2}").get(random.nextInt(5));
            case 2 -> left + "(?=" + right + ")";
            case 3 -> left + "(?!" + right + ")";
            case 4 -> "(?>" + left + ")" + right;
            default -> left + right;
        };
    }
}

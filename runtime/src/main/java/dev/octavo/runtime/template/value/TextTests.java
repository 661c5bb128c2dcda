package dev.octavo.runtime.template.value;

import dev.octavo.runtime.template.syntax.Spaces;
import java.util.function.IntPredicate;

/** The {@code is...} methods of Python's str. */
public final class TextTests {

    private TextTests() {}

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.codePoints().allMatch(test);
    }

    /** @param name as {@code isdigit} */
    public static boolean test(Budget budget, String name, String text) {
        budget.scan(text.length());
        return switch (name) {
            case "isalpha" -> all(text, TextTests::isAlphabetic);
            case "isalnum" -> all(text, c -> isAlphabetic(c) || isNumeric(c));
            case "isdigit" -> all(text, c -> Character.isDigit(c) || isDigitSymbol(c));
            case "isdecimal" -> all(text, Character::isDigit);
            case "isnumeric" -> all(text, TextTests::isNumeric);
            case "isspace" -> all(text, Spaces::isSpace);
            case "isupper" -> isUpper(text);
            case "islower" -> isLower(text);
            case "istitle" -> isTitle(text);
            case "isascii" -> text.chars().allMatch(c -> c < 0x80);
            case "isprintable" -> text.codePoints().allMatch(Repr::isPrintable);
            case "isidentifier" -> isIdentifier(text);
            default -> throw new IllegalStateException(name);
        };
    }

    private static boolean isAlphabetic(int c) {
        return Character.isLetter(c);
    }

    private static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.OTHER_NUMBER
                || type == Character.LETTER_NUMBER
                || (type == Character.OTHER_LETTER
                        && "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u3007\u96f6\u767e\u5343\u4e07"
                                        .indexOf(c)
                                >= 0);
    }

    /** Superscripts, subscripts and circled digits. */
    private static boolean isDigitSymbol(int c) {
        return c == 0xB2
                || c == 0xB3
                || c == 0xB9
                || c == 0x2070
                || (c >= 0x2074 && c <= 0x2079)
                || (c >= 0x2080 && c <= 0x2089)
                || (c >= 0x2460 && c <= 0x2468)
                || (c >= 0x2474 && c <= 0x247C)
                || (c >= 0x2488 && c <= 0x2490);
    }

    public static boolean isUpper(String text) {
        return text.codePoints().anyMatch(Character::isUpperCase)
                && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    public static boolean isLower(String text) {
        return text.codePoints().anyMatch(Character::isLowerCase)
                && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
    }

    private static boolean isTitle(String text) {
        boolean inWord = false;
        boolean any = false;
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            boolean upper = Character.isUpperCase(point) || Character.isTitleCase(point);
            if (upper ? inWord : Character.isLowerCase(point) && !inWord) {
                return false;
            }
            inWord = Text.isCased(point);
            any |= inWord;
        }
        return any;
    }

    private static boolean isIdentifier(String text) {
        if (text.isEmpty() || !(text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))) {
            return false;
        }
        return text.codePoints()
                .allMatch(
                        c -> c == '_' || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c)));
    }
}

package dev.octavo.runtime.tokenizer.pattern;

import dev.octavo.runtime.tokenizer.text.CodePointSet;
import dev.octavo.runtime.tokenizer.text.Whitespace;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Oniguruma's character classes over the Unicode tables of the JDK. One instance serves one compilation and keeps what it computed. */
final class UnicodeClasses {

    /** {@code \w} outside of brackets, and the word of {@code \b}, which take in the numbers of Latin-1. */
    static final String LONE_WORD = "\\w";

    private static final int CODE_POINTS = Character.MAX_CODE_POINT + 1;
    private static final Map<String, String> LONG_CATEGORIES = Map.ofEntries(
            Map.entry("letter", "l"),
            Map.entry("casedletter", "lc"),
            Map.entry("uppercaseletter", "lu"),
            Map.entry("lowercaseletter", "ll"),
            Map.entry("titlecaseletter", "lt"),
            Map.entry("modifierletter", "lm"),
            Map.entry("otherletter", "lo"),
            Map.entry("mark", "m"),
            Map.entry("combiningmark", "m"),
            Map.entry("nonspacingmark", "mn"),
            Map.entry("spacingmark", "mc"),
            Map.entry("enclosingmark", "me"),
            Map.entry("number", "n"),
            Map.entry("decimalnumber", "nd"),
            Map.entry("letternumber", "nl"),
            Map.entry("othernumber", "no"),
            Map.entry("punctuation", "p"),
            Map.entry("connectorpunctuation", "pc"),
            Map.entry("dashpunctuation", "pd"),
            Map.entry("openpunctuation", "ps"),
            Map.entry("closepunctuation", "pe"),
            Map.entry("initialpunctuation", "pi"),
            Map.entry("finalpunctuation", "pf"),
            Map.entry("otherpunctuation", "po"),
            Map.entry("symbol", "s"),
            Map.entry("mathsymbol", "sm"),
            Map.entry("currencysymbol", "sc"),
            Map.entry("modifiersymbol", "sk"),
            Map.entry("othersymbol", "so"),
            Map.entry("separator", "z"),
            Map.entry("spaceseparator", "zs"),
            Map.entry("lineseparator", "zl"),
            Map.entry("paragraphseparator", "zp"),
            Map.entry("other", "c"),
            Map.entry("control", "cc"),
            Map.entry("format", "cf"),
            Map.entry("surrogate", "cs"),
            Map.entry("privateuse", "co"),
            Map.entry("unassigned", "cn"));

    private final Map<String, BitSet> known = new HashMap<>();

    /** Letters, marks, decimal digits and connectors. */
    static boolean isWord(int codePoint) {
        return Character.isAlphabetic(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER,
                            Character.CONNECTOR_PUNCTUATION -> true;
                    default -> false;
                };
    }

    static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** The class named {@code name} as in {@code \p{name}} or {@code [:name:]}, to be copied before it is changed; null where there is none. */
    @Nullable
    BitSet named(String name) {
        String key = name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
        BitSet members = known.get(key);
        if (members == null) {
            IntPredicate predicate = predicate(key, name);
            if (predicate == null) {
                return null;
            }
            members = members(predicate);
            known.put(key, members);
        }
        return members;
    }

    /** A frozen set of the members of a class that surely exists. */
    CodePointSet frozen(String name) {
        BitSet members = named(name);
        if (members == null) {
            throw new IllegalArgumentException(name);
        }
        return CodePointSet.of(members);
    }

    /**
     * Asks each code point where planes differ within, and one for all where they do not: planes 4 to 13 are unassigned, and planes 15 and 16 are for private use but for their
     * last two code points. That is two thirds of the work at start-up.
     */
    private static BitSet members(IntPredicate predicate) {
        BitSet members = new BitSet(CODE_POINTS);
        addEach(members, predicate, 0, 0x40000);
        addAlike(members, predicate, 0x40000, 0xE0000);
        addEach(members, predicate, 0xE0000, 0xF0000);
        for (int plane = 0xF0000; plane < CODE_POINTS; plane += 0x10000) {
            addAlike(members, predicate, plane, plane + 0xFFFE);
            addEach(members, predicate, plane + 0xFFFE, plane + 0x10000);
        }
        return members;
    }

    private static void addEach(BitSet members, IntPredicate predicate, int from, int to) {
        for (int c = from; c < to; c++) {
            if (predicate.test(c)) {
                members.set(c);
            }
        }
    }

    private static void addAlike(BitSet members, IntPredicate predicate, int from, int to) {
        if (predicate.test(from)) {
            members.set(from, to);
        }
    }

    private static @Nullable IntPredicate predicate(String key, String name) {
        IntPredicate predicate = posix(key);
        if (predicate == null) {
            predicate = category(LONG_CATEGORIES.getOrDefault(key, key));
        }
        if (predicate == null) {
            predicate = property(key);
        }
        if (predicate == null) {
            predicate = script(name);
        }
        return predicate == null && key.startsWith("in") ? block(name.substring(2)) : predicate;
    }

    private static @Nullable IntPredicate posix(String key) {
        return switch (key) {
            case "alpha", "alphabetic" -> Character::isAlphabetic;
            case "digit" -> Character::isDigit;
            case "alnum" -> c -> Character.isAlphabetic(c) || Character.isDigit(c);
            case "upper", "uppercase" -> Character::isUpperCase;
            case "lower", "lowercase" -> Character::isLowerCase;
            case "space", "whitespace" -> Whitespace::is;
            case "word" -> UnicodeClasses::isWord;
            case LONE_WORD -> c -> isWord(c) || (c < 256 && Character.getType(c) == Character.OTHER_NUMBER);
            case "blank" -> c -> c == 9 || Character.getType(c) == Character.SPACE_SEPARATOR;
            case "cntrl" -> c -> Character.getType(c) == Character.CONTROL;
            case "xdigit" -> UnicodeClasses::isHexDigit;
            case "ascii" -> c -> c < 128;
            case "any" -> c -> true;
            case "assigned" -> Character::isDefined;
            case "punct" -> UnicodeClasses::isPosixPunctuation;
            case "graph" -> UnicodeClasses::isGraphic;
            case "print" -> c -> isGraphic(c) || Character.getType(c) == Character.SPACE_SEPARATOR;
            default -> null;
        };
    }

    private static @Nullable IntPredicate property(String key) {
        return switch (key) {
            case "ideographic" -> Character::isIdeographic;
            case "emoji" -> Character::isEmoji;
            case "emojipresentation" -> Character::isEmojiPresentation;
            case "emojimodifier" -> Character::isEmojiModifier;
            case "emojimodifierbase" -> Character::isEmojiModifierBase;
            case "emojicomponent" -> Character::isEmojiComponent;
            case "extendedpictographic" -> Character::isExtendedPictographic;
            default -> null;
        };
    }

    private static boolean isPosixPunctuation(int c) {
        return isCategory(c, 'p', (char) 0) || isCategory(c, 's', (char) 0);
    }

    private static boolean isGraphic(int c) {
        int type = Character.getType(c);
        return !Whitespace.is(c)
                && type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }

    private static @Nullable IntPredicate category(String key) {
        if (key.equals("lc")) {
            return c -> isCategory(c, 'l', 'u') || isCategory(c, 'l', 'l') || isCategory(c, 'l', 't');
        }
        boolean whole = key.length() == 1 && "lmnpszc".contains(key);
        boolean part = key.length() == 2 && CATEGORY_NAMES.contains(" " + key + " ");
        if (!whole && !part) {
            return null;
        }
        return c -> isCategory(c, key.charAt(0), whole ? (char) 0 : key.charAt(1));
    }

    private static final String CATEGORY_NAMES =
            " lu ll lt lm lo mn mc me nd nl no pc pd ps pe pi pf po sm sc sk so zs zl zp cc cf cs co cn ";

    /** The two letters of each category, at twice the constant that {@link Character#getType(int)} answers with. */
    private static final String CATEGORY_OF_TYPE =
            "cnlullltlmlomnmemcndnlnozszlzpcccf  cocspdpspepcposmscskso" + "pipf";

    private static boolean isCategory(int c, char major, char minor) {
        int type = Character.getType(c);
        return CATEGORY_OF_TYPE.charAt(2 * type) == major
                && (minor == 0 || CATEGORY_OF_TYPE.charAt(2 * type + 1) == minor);
    }

    private static @Nullable IntPredicate script(String name) {
        try {
            Character.UnicodeScript script = Character.UnicodeScript.forName(name.replace(' ', '_'));
            return c -> Character.UnicodeScript.of(c) == script;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable IntPredicate block(String name) {
        try {
            Character.UnicodeBlock block = Character.UnicodeBlock.forName(name);
            return c -> block.equals(Character.UnicodeBlock.of(c));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

package dev.octavo.runtime.tokenizer.pattern;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Reads what stands for one code point: literals, escapes, properties and bracket expressions with {@code &&} and nesting. */
final class ClassParser {

    private static final int MAX_DEPTH = 32;
    private static final int CODE_POINTS = Character.MAX_CODE_POINT + 1;

    private final Source source;
    private final UnicodeClasses unicode;
    private final CaseFolding folding;
    private int depth;

    ClassParser(Source source, UnicodeClasses unicode, CaseFolding folding) {
        this.source = source;
        this.unicode = unicode;
        this.folding = folding;
    }

    static BitSet only(int codePoint) {
        BitSet set = new BitSet();
        set.set(codePoint);
        return set;
    }

    BitSet literal(int codePoint, boolean ignoreCase) {
        BitSet set = only(codePoint);
        return ignoreCase ? folding.close(set) : set;
    }

    BitSet dot(boolean newlineToo) {
        BitSet set = new BitSet(CODE_POINTS);
        set.set(0, CODE_POINTS);
        set.set('\n', newlineToo);
        return set;
    }

    /** What follows a backslash outside of brackets. Properties keep their case, as in Oniguruma. */
    BitSet escape(boolean ignoreCase) throws RegexException {
        BitSet set = shorthand(false);
        return set != null ? set : literal(escapedCharacter(), ignoreCase);
    }

    /** A class such as {@code \d} or {@code \p{L}}, the backslash being taken; null, nothing taken, where an escaped character follows. */
    private @Nullable BitSet shorthand(boolean bracketed) throws RegexException {
        int c = source.peek();
        return switch (c) {
            case 'd', 'D' -> builtin("digit", c == 'D');
            case 'w', 'W' -> builtin(bracketed ? "word" : UnicodeClasses.LONE_WORD, c == 'W');
            case 's', 'S' -> builtin("space", c == 'S');
            case 'h', 'H' -> builtin("xdigit", c == 'H');
            case 'p', 'P' -> property(c == 'P', bracketed);
            case 'O' -> {
                source.next();
                yield dot(true);
            }
            case 'N' -> {
                source.next();
                yield dot(false);
            }
            default -> null;
        };
    }

    private BitSet builtin(String name, boolean negated) throws RegexException {
        source.next();
        return named(name, negated);
    }

    private @Nullable BitSet property(boolean negated, boolean bracketed) throws RegexException {
        int mark = source.index();
        source.next();
        if (!source.take('{')) {
            source.reset(mark);
            return null;
        }
        boolean inverse = source.take('^');
        String name = source.until('}');
        boolean loneWord = !bracketed && name.equalsIgnoreCase("word");
        return named(loneWord ? UnicodeClasses.LONE_WORD : name, negated != inverse);
    }

    private BitSet named(String name, boolean negated) throws RegexException {
        BitSet set = unicode.named(name);
        if (set == null) {
            throw source.error("invalid character property name {" + name + "}");
        }
        BitSet copy = (BitSet) set.clone();
        if (negated) {
            copy.flip(0, CODE_POINTS);
        }
        return copy;
    }

    private int escapedCharacter() throws RegexException {
        int c = source.next();
        return switch (c) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            case 'v' -> 0x0B;
            case 'a' -> 0x07;
            case 'e' -> 0x1B;
            case 'x' -> source.take('{') ? hexUntilBrace() : hex(2);
            case 'u' -> hex(4);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c - '0');
            case -1 -> throw source.error("end pattern at escape");
            default -> c;
        };
    }

    private int hexUntilBrace() throws RegexException {
        int value = hex(8);
        if (!source.take('}')) {
            throw source.error("invalid code point value");
        }
        return value;
    }

    private int hex(int most) throws RegexException {
        long value = 0;
        int digits = 0;
        while (digits < most && UnicodeClasses.isHexDigit(source.peek())) {
            value = value * 16 + Character.digit(source.next(), 16);
            digits++;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw source.error("too big code point value");
        }
        return (int) value;
    }

    private int octal(int first) {
        int value = first;
        for (int i = 0; i < 2 && source.peek() >= '0' && source.peek() <= '7'; i++) {
            value = value * 8 + source.next() - '0';
        }
        return value;
    }

    /** A bracket expression, its opening bracket being taken. */
    BitSet bracket(boolean ignoreCase) throws RegexException {
        BitSet set = unfolded();
        boolean negated = set.get(CODE_POINTS);
        set.clear(CODE_POINTS);
        BitSet closed = ignoreCase ? folding.close(set) : set;
        if (negated) {
            closed.flip(0, CODE_POINTS);
        }
        return closed;
    }

    /** The members before negation; the bit above the last code point says that they are to be negated. */
    private BitSet unfolded() throws RegexException {
        if (++depth > MAX_DEPTH) {
            throw source.error("brackets nested deeper than " + MAX_DEPTH);
        }
        boolean negated = source.take('^');
        BitSet result = null;
        BitSet current = new BitSet();
        boolean empty = true;
        while (true) {
            if (!source.hasMore()) {
                throw source.error("premature end of char-class");
            }
            if (source.at(']') && !(empty && result == null)) {
                source.next();
                break;
            }
            if (source.take("&&")) {
                result = meet(result, current);
                current = new BitSet();
            } else {
                item(current);
            }
            empty = false;
        }
        depth--;
        BitSet set = meet(result, current);
        set.set(CODE_POINTS, negated);
        return set;
    }

    private static BitSet meet(@Nullable BitSet left, BitSet right) {
        if (left != null) {
            right.and(left);
        }
        return right;
    }

    private void item(BitSet set) throws RegexException {
        if (source.at('[')) {
            nested(set);
            return;
        }
        int low;
        if (source.take('\\')) {
            BitSet shorthand = shorthand(true);
            if (shorthand != null) {
                set.or(shorthand);
                return;
            }
            low = source.at('b') ? backspace() : escapedCharacter();
        } else {
            low = source.next();
        }
        range(set, low);
    }

    private int backspace() {
        source.next();
        return 0x08;
    }

    private void range(BitSet set, int low) throws RegexException {
        int mark = source.index();
        if (!source.take('-')
                || source.at(']')
                || source.at('[')
                || !source.hasMore()
                || (source.at('&') && atMeet())) {
            source.reset(mark);
            set.set(low);
            return;
        }
        int high;
        if (source.take('\\')) {
            if (shorthand(true) != null) {
                throw source.error("char-class value at end of range");
            }
            high = source.at('b') ? backspace() : escapedCharacter();
        } else {
            high = source.next();
        }
        if (high < low) {
            throw source.error("empty range in char class");
        }
        set.set(low, high + 1);
    }

    private boolean atMeet() {
        int mark = source.index();
        boolean meet = source.take("&&");
        source.reset(mark);
        return meet;
    }

    private void nested(BitSet set) throws RegexException {
        int mark = source.index();
        if (source.take("[:")) {
            boolean inverse = source.take('^');
            StringBuilder name = new StringBuilder();
            while (Character.isLetter(source.peek())) {
                name.append((char) source.next());
            }
            if (source.take(":]")) {
                set.or(named(name.toString(), inverse));
                return;
            }
            source.reset(mark);
        }
        source.next();
        BitSet inner = unfolded();
        boolean negated = inner.get(CODE_POINTS);
        inner.clear(CODE_POINTS);
        if (negated) {
            inner.flip(0, CODE_POINTS);
        }
        set.or(inner);
    }
}

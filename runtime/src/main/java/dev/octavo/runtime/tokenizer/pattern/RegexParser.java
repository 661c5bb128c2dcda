package dev.octavo.runtime.tokenizer.pattern;

import dev.octavo.runtime.tokenizer.pattern.Node.Kind;
import dev.octavo.runtime.tokenizer.text.Whitespace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads Oniguruma's own syntax (doc/RE of kkos/oniguruma), which is what tokenizer files are written in. It differs from Java's:
 * {@code ^} and {@code $} match at every line, {@code {n,m}+} repeats what it follows, {@code \h} is a hexadecimal digit. Groups
 * capture nothing; back-references, calls, conditionals and absent functions are refused.
 */
final class RegexParser {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_REPEAT = 1000;

    private final Source source;
    private final ClassParser classes;
    private int depth;

    RegexParser(String pattern, UnicodeClasses unicode, CaseFolding folding) {
        source = new Source(pattern);
        classes = new ClassParser(source, unicode, folding);
    }

    /** Inline options: i, m (dot matches newline), x (spaces and comments are skipped). */
    private record Options(boolean ignoreCase, boolean dotAll, boolean extended) {}

    Node parse() throws RegexException {
        Node node = choice(new Options(false, false, false));
        if (source.hasMore()) {
            throw source.error("unmatched )");
        }
        return node;
    }

    private Node choice(Options options) throws RegexException {
        if (++depth > MAX_DEPTH) {
            throw source.error("groups nested deeper than " + MAX_DEPTH);
        }
        List<Node> alternatives = new ArrayList<>();
        do {
            alternatives.add(sequence(options));
        } while (source.take('|'));
        depth--;
        return alternatives.size() == 1 ? alternatives.getFirst() : new Node.Choice(alternatives);
    }

    private Node sequence(Options options) throws RegexException {
        List<Node> parts = new ArrayList<>();
        while (source.hasMore() && !source.at('|') && !source.at(')')) {
            if (options.extended() && skipExtended()) {
                continue;
            }
            if (source.take("(?#")) {
                source.skipPast(')');
                continue;
            }
            Options isolated = isolatedOptions(options);
            if (isolated != null) {
                // The rest of the group, its further alternatives included, stands under the new options.
                parts.add(choice(isolated));
                break;
            }
            parts.add(quantified(atom(options), options));
        }
        return parts.size() == 1 ? parts.getFirst() : new Node.Sequence(parts);
    }

    private boolean skipExtended() {
        if (Whitespace.is(source.peek())) {
            source.next();
            return true;
        }
        if (source.take('#')) {
            while (source.hasMore() && source.next() != '\n') {
                // a comment runs to the end of its line
            }
            return true;
        }
        return false;
    }

    private @Nullable Options isolatedOptions(Options options) throws RegexException {
        int mark = source.index();
        if (source.take("(?") && source.hasMore() && "imx-".indexOf(source.peek()) >= 0) {
            Options changed = readOptions(options);
            if (source.take(')')) {
                return changed;
            }
        }
        source.reset(mark);
        return null;
    }

    private Options readOptions(Options options) throws RegexException {
        Options changed = options;
        boolean on = true;
        while (source.hasMore() && !source.at(')') && !source.at(':')) {
            int c = source.next();
            changed = switch (c) {
                case 'i' -> new Options(on, changed.dotAll(), changed.extended());
                case 'm' -> new Options(changed.ignoreCase(), on, changed.extended());
                case 'x' -> new Options(changed.ignoreCase(), changed.dotAll(), on);
                case '-' -> changed;
                default -> throw source.error("undefined group option");
            };
            on = on && c != '-';
        }
        return changed;
    }

    private Node atom(Options options) throws RegexException {
        int c = source.next();
        return switch (c) {
            case '(' -> group(options);
            case '[' -> new Node.One(classes.bracket(options.ignoreCase()));
            case '.' -> new Node.One(classes.dot(options.dotAll()));
            case '^' -> new Node.Assertion(Kind.BEGIN_LINE);
            case '$' -> new Node.Assertion(Kind.END_LINE);
            case '\\' -> escape(options);
            case '*', '+', '?' -> throw source.error("target of repeat operator is not specified");
            default -> new Node.One(classes.literal(c, options.ignoreCase()));
        };
    }

    private Node group(Options options) throws RegexException {
        if (!source.take('?')) {
            return close(choice(options));
        }
        if (source.take(':')) {
            return close(choice(options));
        }
        if (source.take('=')) {
            return new Node.Look(close(choice(options)), true, false);
        }
        if (source.take('!')) {
            return new Node.Look(close(choice(options)), true, true);
        }
        if (source.take('>')) {
            return new Node.Atomic(close(choice(options)));
        }
        if (source.take("<=")) {
            return new Node.Look(close(choice(options)), false, false);
        }
        if (source.take("<!")) {
            return new Node.Look(close(choice(options)), false, true);
        }
        if (source.take('<') || source.take("P<")) {
            source.skipPast('>');
            return close(choice(options));
        }
        Options changed = readOptions(options);
        if (!source.take(':')) {
            throw source.error("undefined group option");
        }
        return close(choice(changed));
    }

    private Node close(Node body) throws RegexException {
        if (!source.take(')')) {
            throw source.error("end pattern with unmatched parenthesis");
        }
        return body;
    }

    private Node escape(Options options) throws RegexException {
        if (!source.hasMore()) {
            throw source.error("end pattern at escape");
        }
        int c = source.peek();
        Kind kind = switch (c) {
            case 'A' -> Kind.BEGIN_TEXT;
            case 'z' -> Kind.END_TEXT;
            case 'Z' -> Kind.SEMI_END_TEXT;
            case 'b' -> Kind.WORD_BOUNDARY;
            case 'B' -> Kind.NOT_WORD_BOUNDARY;
            default -> null;
        };
        if (kind != null) {
            source.next();
            return new Node.Assertion(kind);
        }
        if (c == 'R') {
            source.next();
            return newline();
        }
        if (isBackReference(c) || "kgKXGyY".indexOf(c) >= 0) {
            throw source.error("\\" + Character.toString(c) + " is not supported in tokenizer patterns");
        }
        return new Node.One(classes.escape(options.ignoreCase()));
    }

    /** A digit that does not begin an octal number of three digits. */
    private boolean isBackReference(int c) {
        int mark = source.index();
        source.next();
        boolean octal = isOctal(c) && isOctal(source.next()) && isOctal(source.next());
        source.reset(mark);
        return c >= '1' && c <= '9' && !octal;
    }

    private static boolean isOctal(int c) {
        return c >= '0' && c <= '7';
    }

    private Node newline() {
        BitSet single = new BitSet();
        single.set(0x0A, 0x0E);
        single.set(0x85);
        single.set(0x2028, 0x202A);
        Node pair =
                new Node.Sequence(List.of(new Node.One(ClassParser.only('\r')), new Node.One(ClassParser.only('\n'))));
        return new Node.Atomic(new Node.Choice(List.of(pair, new Node.One(single))));
    }

    private Node quantified(Node atom, Options options) throws RegexException {
        Node node = atom;
        int stacked = 0;
        while (source.hasMore()) {
            if (options.extended() && skipExtended()) {
                continue;
            }
            Node repeated = repeat(node);
            if (repeated.equals(node)) {
                return node;
            }
            if (++stacked > MAX_DEPTH) {
                throw source.error("too many quantifiers in a row");
            }
            node = repeated;
        }
        return node;
    }

    private Node repeat(Node node) throws RegexException {
        if (source.take('*')) {
            return greed(node, 0, -1);
        }
        if (source.take('+')) {
            return greed(node, 1, -1);
        }
        if (source.take('?')) {
            return greed(node, 0, 1);
        }
        int mark = source.index();
        if (!source.take('{')) {
            return node;
        }
        int min = source.number(MAX_REPEAT);
        boolean comma = source.take(',');
        int max = comma ? source.number(MAX_REPEAT) : min;
        if ((min < 0 && max < 0) || !source.take('}')) {
            source.reset(mark);
            source.next();
            return new Node.Sequence(List.of(node, new Node.One(ClassParser.only('{'))));
        }
        int low = Math.max(min, 0);
        if (max >= 0 && max < low) {
            return new Node.Repeat(node, max, low, true);
        }
        // {n}? is an optional {n}, and {n,m}+ repeats {n,m}: only ranges know a reluctant form, none a possessive one.
        boolean lazy = comma && source.take('?');
        return new Node.Repeat(node, low, max, !lazy);
    }

    private Node greed(Node node, int min, int max) {
        if (source.take('?')) {
            return new Node.Repeat(node, min, max, false);
        }
        if (source.take('+')) {
            return new Node.Atomic(new Node.Repeat(node, min, max, true));
        }
        return new Node.Repeat(node, min, max, true);
    }
}

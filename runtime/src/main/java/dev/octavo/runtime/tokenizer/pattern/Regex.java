package dev.octavo.runtime.tokenizer.pattern;

import dev.octavo.runtime.tokenizer.text.CodePointSet;
import dev.octavo.runtime.tokenizer.text.IntList;

/**
 * A regular expression in Oniguruma's syntax. Immutable and safe for use by several threads.
 *
 * <p>The matcher backtracks, but remembers dead ends once a text turns out to be difficult, so that the time stays proportional to the
 * length of the text; it keeps its own stack, so that no text can overflow the thread's.
 */
public final class Regex {

    private static final int MAX_LENGTH = 32_768;

    private final Program program;

    private Regex(Program program) {
        this.program = program;
    }

    /**
     * Compiles {@code pattern}.
     *
     * @throws RegexException where it is longer than 32768 characters, is not valid, or needs what this engine does not have
     */
    public static Regex compile(String pattern) throws RegexException {
        if (pattern.length() > MAX_LENGTH) {
            throw new RegexException("the pattern has " + pattern.length() + " characters, more than " + MAX_LENGTH);
        }
        UnicodeClasses unicode = new UnicodeClasses();
        Node root = new RegexParser(pattern, unicode, new CaseFolding()).parse();
        return new Regex(Compiler.compile(root, unicode));
    }

    /**
     * The code points that {@code pattern}, such as a bracket expression, matches.
     *
     * @throws IllegalArgumentException where it does not always match one code point
     */
    public static CodePointSet set(String pattern) {
        try {
            Node root = new RegexParser(pattern, new UnicodeClasses(), new CaseFolding()).parse();
            if (root instanceof Node.One one) {
                return CodePointSet.of(one.members());
            }
        } catch (RegexException e) {
            throw new IllegalArgumentException(pattern, e);
        }
        throw new IllegalArgumentException(pattern);
    }

    /**
     * All matches in {@code text[start, end)}, which counts as a whole text of its own, from left to right: start and end of the first, of
     * the second and so on. An empty match right after another match is left out.
     *
     * @throws dev.octavo.spi.ResourceException where the text takes more steps than any reasonable pattern needs
     */
    public IntList findAll(char[] text, int start, int end) {
        return new Matcher(program, text, start, end).findAll();
    }
}

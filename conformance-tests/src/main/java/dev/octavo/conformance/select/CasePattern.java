package dev.octavo.conformance.select;

import dev.octavo.spi.UserException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A set of cases by their ids: an id, the name of a family ({@code gemm}), a glob in which {@code *} stands for anything and {@code ?} for one character (brackets stand for
 * themselves, as ids have them), or a regular expression between slashes, which has to match a part of the id. Matching takes no more time than a few times
 * the length of an id for globs; regular expressions are the caller's own affair.
 */
public final class CasePattern implements Predicate<String> {

    private static final int LONGEST = 2000;

    private final String text;
    private final Predicate<String> matcher;

    private CasePattern(String text, Predicate<String> matcher) {
        this.text = text;
        this.matcher = matcher;
    }

    /**
     * Reads a pattern.
     *
     * @throws UserException if it is empty, too long or no regular expression
     */
    public static CasePattern of(String text) {
        String pattern = text.strip();
        if (pattern.isEmpty() || pattern.length() > LONGEST) {
            throw new UserException("a pattern for cases has 1 to " + LONGEST + " characters, not " + pattern.length());
        }
        if (pattern.length() > 2 && pattern.startsWith("/") && pattern.endsWith("/")) {
            return new CasePattern(pattern, regex(pattern.substring(1, pattern.length() - 1)));
        }
        if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
            return new CasePattern(pattern, id -> id.equals(pattern) || id.startsWith(pattern + "["));
        }
        return new CasePattern(pattern, id -> glob(pattern, id));
    }

    private static Predicate<String> regex(String expression) {
        try {
            return Pattern.compile(expression).asPredicate();
        } catch (PatternSyntaxException e) {
            throw new UserException("not a regular expression: /" + expression + "/: " + e.getDescription(), e);
        }
    }

    /** Greedy with one step back, so that no pattern takes more than pattern times text. */
    private static boolean glob(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            char c = p < pattern.length() ? pattern.charAt(p) : '\0';
            if (c == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && (c == '?' || c == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public boolean test(String id) {
        return matcher.test(id);
    }

    @Override
    public String toString() {
        return text;
    }
}

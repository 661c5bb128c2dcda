package dev.octavo.runtime.generate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for stop texts in a growing text and holds back whatever could be the start of one. Works character by character (Knuth, Morris, Pratt), so the cost does not depend on
 * where the text is cut into pieces. Not thread-safe.
 */
final class StopTexts {

    private final List<Pattern> patterns;
    private final boolean include;
    private final StringBuilder held = new StringBuilder();
    private @Nullable String met;

    /**
     * @param texts not empty each; where one piece of text completes several, the first of the list counts
     * @param include whether the stop text is part of the output
     */
    StopTexts(List<String> texts, boolean include) {
        this.patterns = texts.stream().map(Pattern::new).toList();
        this.include = include;
    }

    /** The stop text that was met, or null. */
    @Nullable
    String met() {
        return met;
    }

    /**
     * Takes the text of one token.
     *
     * @param armed whether a stop text that ends in this piece counts
     * @return text that is certain: not held back, and before the end if a stop text was met
     */
    String accept(String piece, boolean armed) {
        if (patterns.isEmpty() || piece.isEmpty()) {
            return piece;
        }
        int longestPrefix = 0;
        for (Pattern pattern : patterns) {
            int end = pattern.feed(piece);
            if (armed && end >= 0) {
                met = pattern.text;
                held.append(piece);
                int heldBefore = held.length() - piece.length();
                return held.substring(0, heldBefore + end - (include ? 0 : pattern.text.length()));
            }
            longestPrefix = Math.max(longestPrefix, pattern.matched);
        }
        held.append(piece);
        String certain = held.substring(0, held.length() - longestPrefix);
        held.delete(0, certain.length());
        return certain;
    }

    /** What was held back, at the end of an output that met no stop text. */
    String finish() {
        String rest = held.toString();
        held.setLength(0);
        return rest;
    }

    private static final class Pattern {

        private final String text;
        private final int[] fallback;
        private int matched;

        Pattern(String text) {
            this.text = text;
            this.fallback = new int[text.length()];
            for (int i = 1, k = 0; i < text.length(); i++) {
                while (k > 0 && text.charAt(i) != text.charAt(k)) {
                    k = fallback[k - 1];
                }
                if (text.charAt(i) == text.charAt(k)) {
                    k++;
                }
                fallback[i] = k;
            }
        }

        /** Where in the piece the first match ends, or -1. */
        int feed(String piece) {
            int end = -1;
            for (int i = 0; i < piece.length(); i++) {
                char next = piece.charAt(i);
                while (matched > 0 && text.charAt(matched) != next) {
                    matched = fallback[matched - 1];
                }
                if (text.charAt(matched) == next) {
                    matched++;
                }
                if (matched == text.length()) {
                    end = end < 0 ? i + 1 : end;
                    matched = fallback[matched - 1];
                }
            }
            return end;
        }
    }
}

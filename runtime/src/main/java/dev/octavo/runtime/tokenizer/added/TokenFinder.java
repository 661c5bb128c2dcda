package dev.octavo.runtime.tokenizer.added;

import dev.octavo.runtime.tokenizer.pattern.Regex;
import dev.octavo.runtime.tokenizer.text.CharTrie;
import dev.octavo.runtime.tokenizer.text.CodePointSet;
import dev.octavo.runtime.tokenizer.text.Whitespace;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds added tokens in text: leftmost first, the longest of those, never overlapping. */
public final class TokenFinder {

    private static final long NO_MATCH = -1;
    /** Rust's word characters. */
    private static final String WORD = "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200C\\u200D]";

    private final CharTrie trie = new CharTrie();
    private final BitSet heads = new BitSet();
    private final Set<String> patterns = new HashSet<>();
    private final Map<Integer, AddedToken> tokens = new HashMap<>();
    private @Nullable CodePointSet word;

    TokenFinder() {}

    void add(String pattern, AddedToken token, int id) {
        if (pattern.isEmpty() || !patterns.add(pattern)) {
            return;
        }
        trie.put(pattern, id);
        heads.set(pattern.charAt(0));
        tokens.put(id, token);
        if (token.singleWord() && word == null) {
            word = Regex.set(WORD);
        }
    }

    /** Takes a text apart, from left to right. */
    public interface Sink {
        /** Text without tokens; not empty. */
        void text(int start, int end);

        /** A token. */
        void token(int id);
    }

    /** Takes {@code text} apart. */
    public void split(String text, Sink sink) {
        int done = 0;
        int at = 0;
        while (at < text.length()) {
            long match = heads.get(text.charAt(at)) ? longest(text, at) : NO_MATCH;
            if (match == NO_MATCH) {
                at++;
                continue;
            }
            int end = (int) (match >>> 32);
            int id = (int) match;
            AddedToken token = Objects.requireNonNull(tokens.get(id));
            if (!token.singleWord() || standsAlone(text, at, end)) {
                int start = token.leftStrip() ? Math.max(leftStrip(text, at), done) : at;
                if (done < start) {
                    sink.text(done, start);
                }
                done = token.rightStrip() ? rightStrip(text, end) : end;
                if (start < done) {
                    // A token whose text the one before it stripped away vanishes, as in the reference.
                    sink.token(id);
                }
            }
            at = end;
        }
        if (done < text.length()) {
            sink.text(done, text.length());
        }
    }

    /** The end of the longest token at {@code start} in the upper half, its id in the lower; or {@link #NO_MATCH}. */
    private long longest(String text, int start) {
        long best = NO_MATCH;
        int node = CharTrie.ROOT;
        for (int i = start; i < text.length(); i++) {
            node = trie.child(node, text.charAt(i));
            if (node < 0) {
                break;
            }
            if (trie.value(node) >= 0) {
                best = (long) (i + 1) << 32 | trie.value(node);
            }
        }
        return best;
    }

    private boolean standsAlone(String text, int start, int end) {
        CodePointSet words = word;
        return words == null
                || ((start == 0 || !words.contains(text.codePointBefore(start)))
                        && (end == text.length() || !words.contains(text.codePointAt(end))));
    }

    private static int leftStrip(String text, int from) {
        int start = from;
        while (start > 0 && Whitespace.is(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int rightStrip(String text, int from) {
        int end = from;
        while (end < text.length() && Whitespace.is(text.charAt(end))) {
            end++;
        }
        return end;
    }
}

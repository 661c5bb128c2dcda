package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.json.TokenizerJson.Vocabulary;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model's own vocabulary: token to id without making strings, id to token. Immutable. */
public final class TokenTable {

    private final String[] tokens;
    private final int[] ids;
    private final int[] slots;
    private final @Nullable String[] byId;
    private final int distinct;
    private final int longest;

    /** The table of {@code vocabulary}; where a token stands twice the later one counts. */
    public TokenTable(Vocabulary vocabulary) {
        List<String> list = vocabulary.tokens();
        tokens = list.toArray(String[]::new);
        int[] given = vocabulary.ids();
        ids = new int[tokens.length];
        int highest = -1;
        int most = 0;
        for (int i = 0; i < tokens.length; i++) {
            ids[i] = given == null ? i : given[i];
            highest = Math.max(highest, ids[i]);
            most = Math.max(most, tokens[i].length());
        }
        longest = most;
        slots = new int[Integer.highestOneBit(Math.max(tokens.length, 8)) * 4];
        Arrays.fill(slots, -1);
        byId = new String[highest + 1];
        int count = 0;
        for (int i = 0; i < tokens.length; i++) {
            count += put(i) ? 1 : 0;
            byId[ids[i]] = tokens[i];
        }
        distinct = count;
    }

    private boolean put(int index) {
        String token = tokens[index];
        int mask = slots.length - 1;
        int slot = spread(token.hashCode()) & mask;
        while (slots[slot] >= 0) {
            if (tokens[slots[slot]].equals(token)) {
                slots[slot] = index;
                return false;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = index;
        return true;
    }

    /** The id of {@code token}, or -1. */
    public int id(String token) {
        int mask = slots.length - 1;
        for (int slot = spread(token.hashCode()) & mask; slots[slot] >= 0; slot = slot + 1 & mask) {
            if (tokens[slots[slot]].equals(token)) {
                return ids[slots[slot]];
            }
        }
        return -1;
    }

    /** The id of the token {@code text[start, end)}, or -1. */
    public int id(char[] text, int start, int end) {
        return id(text, start, end, hash(0, text, start, end));
    }

    /** As {@link #id(char[], int, int)} with the token's {@link #hash} at hand. */
    int id(char[] text, int start, int end, int hash) {
        int mask = slots.length - 1;
        for (int slot = spread(hash) & mask; slots[slot] >= 0; slot = slot + 1 & mask) {
            if (same(tokens[slots[slot]], text, start, end)) {
                return ids[slots[slot]];
            }
        }
        return -1;
    }

    /** {@link String#hashCode} of a text whose hash is {@code before}, continued by {@code text[start, end)}. */
    static int hash(int before, char[] text, int start, int end) {
        int hash = before;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text[i];
        }
        return hash;
    }

    private static boolean same(String token, char[] text, int start, int end) {
        if (token.length() != end - start) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (token.charAt(i - start) != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }

    /** The token of {@code id}, or null. */
    public @Nullable String token(int id) {
        return id >= 0 && id < byId.length ? byId[id] : null;
    }

    /** Number of different tokens. */
    public int distinct() {
        return distinct;
    }

    /** The highest id plus one. */
    public int limit() {
        return byId.length;
    }

    /** Length of the longest token in UTF-16 units. */
    int longest() {
        return longest;
    }
}

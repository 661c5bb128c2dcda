package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Utf8;
import java.util.Locale;

/** The symbols that a word starts out as: one id per character, or its bytes, or the unknown token. Immutable. */
final class Symbols {

    private static final int BASIC = 1 << 16;

    private final TokenTable tokens;
    private final String prefix;
    private final String suffix;
    private final int unknown;
    private final boolean fuseUnknown;
    private final int[] byteIds;
    private final int[] basic = new int[BASIC];

    /**
     * @param prefix what every character but a word's first is looked up with in front
     * @param suffix what a word's last character is looked up with behind
     * @param unknown id of the unknown token, or -1 where unknown characters vanish
     */
    Symbols(TokenTable tokens, String prefix, String suffix, int unknown, boolean fuseUnknown, boolean byteFallback) {
        this.tokens = tokens;
        this.prefix = prefix;
        this.suffix = suffix;
        this.unknown = unknown;
        this.fuseUnknown = fuseUnknown;
        byteIds = byteFallback ? byteIds(tokens) : new int[0];
        char[] one = new char[1];
        for (int c = 0; c < BASIC; c++) {
            one[0] = (char) c;
            basic[c] = tokens.id(one, 0, 1);
        }
    }

    static int[] byteIds(TokenTable tokens) {
        int[] ids = new int[256];
        for (int b = 0; b < ids.length; b++) {
            ids[b] = tokens.id(String.format(Locale.ROOT, "<0x%02X>", b));
        }
        return ids;
    }

    /** Appends the symbols of the word {@code text[start, end)}. */
    void append(char[] text, int start, int end, IntList ids) {
        boolean pending = false;
        for (int i = start; i < end; ) {
            int c = Character.codePointAt(text, i, end);
            int next = i + Character.charCount(c);
            int id = id(text, i, next, c, i > start, next == end);
            if (id >= 0) {
                if (pending) {
                    ids.add(unknown);
                    pending = false;
                }
                ids.add(id);
            } else if (!fallBack(text, i, next, i > start, next == end, ids) && unknown >= 0) {
                // An unknown token is written late, as in the reference: bytes of a later character may come before it.
                if (pending && !fuseUnknown) {
                    ids.add(unknown);
                }
                pending = true;
            }
            i = next;
        }
        if (pending) {
            ids.add(unknown);
        }
    }

    private int id(char[] text, int start, int end, int c, boolean inner, boolean last) {
        boolean plain = (!inner || prefix.isEmpty()) && (!last || suffix.isEmpty());
        if (!plain) {
            return tokens.id(decorated(text, start, end, inner, last));
        }
        return c < BASIC ? basic[c] : tokens.id(text, start, end);
    }

    private String decorated(char[] text, int start, int end, boolean inner, boolean last) {
        return (inner ? prefix : "") + new String(text, start, end - start) + (last ? suffix : "");
    }

    private boolean fallBack(char[] text, int start, int end, boolean inner, boolean last, IntList ids) {
        if (byteIds.length == 0) {
            return false;
        }
        byte[] bytes = Utf8.bytes(decorated(text, start, end, inner, last));
        for (byte b : bytes) {
            if (byteIds[b & 0xFF] < 0) {
                return false;
            }
        }
        for (byte b : bytes) {
            ids.add(byteIds[b & 0xFF]);
        }
        return true;
    }
}

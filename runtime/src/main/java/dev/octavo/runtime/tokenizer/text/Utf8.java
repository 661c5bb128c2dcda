package dev.octavo.runtime.tokenizer.text;

import java.nio.charset.StandardCharsets;

/** What Java's own UTF-8 support leaves open. */
public final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** {@code text} with every lone surrogate replaced by U+FFFD; the same object where it has none. */
    public static String wellFormed(String text) {
        int at = loneSurrogate(text, 0);
        if (at < 0) {
            return text;
        }
        StringBuilder fixed = new StringBuilder(text);
        for (; at >= 0; at = loneSurrogate(text, at + 1)) {
            fixed.setCharAt(at, REPLACEMENT);
        }
        return fixed.toString();
    }

    private static int loneSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    return i;
                }
            }
        }
        return -1;
    }

    /** The UTF-8 bytes of {@code text}. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Number of UTF-8 bytes of {@code codePoint}. */
    public static int length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }

    /** Whether all of {@code bytes[0, length)} is well-formed UTF-8. */
    public static boolean isWellFormed(byte[] bytes, int length) {
        Utf8Stream stream = new Utf8Stream();
        StringBuilder sink = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            stream.accept(bytes[i], sink);
        }
        stream.finish(sink);
        return !stream.wasMalformed();
    }
}

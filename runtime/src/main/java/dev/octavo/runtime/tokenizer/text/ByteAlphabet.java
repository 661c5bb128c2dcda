package dev.octavo.runtime.tokenizer.text;

/**
 * GPT-2's way to write any byte as a printable character (bytes_to_unicode in openai/gpt-2's encoder.py): printable Latin-1 bytes stand
 * for themselves, the other 68 become U+0100 and following.
 */
public final class ByteAlphabet {

    private static final int CHARACTERS = 256 + 68;
    private static final char[] TO_CHAR = new char[256];
    private static final short[] TO_BYTE = new short[CHARACTERS];

    static {
        java.util.Arrays.fill(TO_BYTE, (short) -1);
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            TO_CHAR[b] = (char) (printable ? b : next++);
            TO_BYTE[TO_CHAR[b]] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /** The character that stands for the byte {@code value}, 0..255. */
    public static char character(int value) {
        return TO_CHAR[value];
    }

    /** The byte, 0..255, that {@code character} stands for, or -1 where it stands for none. */
    public static int value(char character) {
        return character < CHARACTERS ? TO_BYTE[character] : -1;
    }

    /** Appends the byte-level characters of the UTF-8 form of {@code text[start, end)}, which has no lone surrogates, and returns the new end. */
    public static int encode(char[] text, int start, int end, char[] target, int at) {
        int out = at;
        for (int i = start; i < end; i++) {
            char c = text[i];
            if (c < 0x80) {
                target[out++] = TO_CHAR[c];
            } else if (c < 0x800) {
                target[out++] = TO_CHAR[0xC0 | c >> 6];
                target[out++] = TO_CHAR[0x80 | (c & 0x3F)];
            } else if (Character.isHighSurrogate(c) && i + 1 < end) {
                int codePoint = Character.toCodePoint(c, text[++i]);
                target[out++] = TO_CHAR[0xF0 | codePoint >> 18];
                target[out++] = TO_CHAR[0x80 | (codePoint >> 12 & 0x3F)];
                target[out++] = TO_CHAR[0x80 | (codePoint >> 6 & 0x3F)];
                target[out++] = TO_CHAR[0x80 | (codePoint & 0x3F)];
            } else {
                target[out++] = TO_CHAR[0xE0 | c >> 12];
                target[out++] = TO_CHAR[0x80 | (c >> 6 & 0x3F)];
                target[out++] = TO_CHAR[0x80 | (c & 0x3F)];
            }
        }
        return out;
    }

    /** The most characters that {@link #encode} writes per UTF-16 unit. */
    public static int expansion() {
        return 3;
    }
}

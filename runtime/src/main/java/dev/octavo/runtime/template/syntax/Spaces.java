package dev.octavo.runtime.template.syntax;

/** White space as Python's {@code str.isspace} and {@code \s} see it; all of it lies in the basic plane. */
public final class Spaces {

    private Spaces() {}

    public static boolean isSpace(int c) {
        if (c <= 0x20) {
            return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
        }
        if (c < 0x1680) {
            return c == 0x85 || c == 0xA0;
        }
        return c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    /** The first index at or after {@code from} that holds no space. */
    public static int skip(String text, int from) {
        int i = from;
        while (i < text.length() && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The end of {@code text[from, to)} without trailing spaces. */
    public static int trimEnd(String text, int from, int to) {
        int i = to;
        while (i > from && isSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }
}

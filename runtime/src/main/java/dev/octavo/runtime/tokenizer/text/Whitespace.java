package dev.octavo.runtime.tokenizer.text;

/** The Unicode property White_Space, all of whose members lie in the basic plane. */
public final class Whitespace {

    private Whitespace() {}

    /** Whether {@code c} is white space. */
    public static boolean is(int c) {
        return (c >= 9 && c <= 13)
                || c == 0x20
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }
}

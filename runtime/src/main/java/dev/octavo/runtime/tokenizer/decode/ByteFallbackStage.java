package dev.octavo.runtime.tokenizer.decode;

import dev.octavo.runtime.tokenizer.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Tokens such as {@code <0x41>} back to bytes. A run of them is text if all of it is UTF-8, else every byte becomes U+FFFD; so nothing of a
 * run is certain before it ends.
 */
final class ByteFallbackStage extends TokenStage {

    private static final int BYTE_TOKEN = 6;

    private byte[] run = new byte[16];
    private int length;

    ByteFallbackStage(Stage next) {
        super(next);
    }

    @Override
    void accept(String token) {
        int value = value(token);
        if (value < 0) {
            flush();
            next.token(token);
        } else {
            if (length == run.length) {
                run = Arrays.copyOf(run, length * 2);
            }
            run[length++] = (byte) value;
        }
    }

    /** The byte that {@code token} stands for, or -1. As in Rust, the number may be one digit with a plus sign. */
    static int value(String token) {
        if (token.length() != BYTE_TOKEN || !token.startsWith("<0x") || !token.endsWith(">")) {
            return -1;
        }
        int low = digit(token.charAt(4));
        int high = token.charAt(3) == '+' ? 0 : digit(token.charAt(3));
        return low < 0 || high < 0 ? -1 : high << 4 | low;
    }

    private static int digit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private void flush() {
        if (length == 0) {
            return;
        }
        if (Utf8.isWellFormed(run, length)) {
            next.token(new String(run, 0, length, StandardCharsets.UTF_8));
        } else {
            for (int i = 0; i < length; i++) {
                next.token("\uFFFD");
            }
        }
        length = 0;
    }

    @Override
    void finish() {
        flush();
        next.finish();
    }
}

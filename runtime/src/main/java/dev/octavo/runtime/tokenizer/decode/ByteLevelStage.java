package dev.octavo.runtime.tokenizer.decode;

import dev.octavo.runtime.tokenizer.text.ByteAlphabet;
import dev.octavo.runtime.tokenizer.text.Utf8;
import dev.octavo.runtime.tokenizer.text.Utf8Stream;

/** Byte-level characters back to text: all tokens become one. */
final class ByteLevelStage extends TokenStage {

    private final Utf8Stream utf8 = new Utf8Stream();
    private final StringBuilder ready = new StringBuilder();

    ByteLevelStage(Stage next) {
        super(next);
    }

    @Override
    void accept(String token) {
        for (byte b : bytes(token)) {
            utf8.accept(b, ready);
        }
        flush();
    }

    /** The bytes that {@code token} stands for; a token with any other character stands for itself. */
    static byte[] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            int value = ByteAlphabet.value(token.charAt(i));
            if (value < 0) {
                return Utf8.bytes(token);
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private void flush() {
        if (!ready.isEmpty()) {
            next.fragment(ready);
            ready.setLength(0);
        }
    }

    @Override
    void finish() {
        utf8.finish(ready);
        flush();
        next.end();
        next.finish();
    }
}

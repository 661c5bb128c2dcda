package dev.octavo.runtime.tokenizer.text;

/**
 * UTF-8 bytes to characters, byte by byte. Malformed input becomes U+FFFD, one for each maximal part of a sequence, as the Unicode
 * standard recommends (section 3.9) and Rust's {@code from_utf8_lossy} does. Nothing is written for a sequence before it is complete.
 */
public final class Utf8Stream {

    private static final char REPLACEMENT = '\uFFFD';

    private int codePoint;
    private int missing;
    private int lowest = 0x80;
    private int highest = 0xBF;
    private boolean malformed;

    /** Takes one byte and appends what became certain by it. */
    public void accept(byte next, StringBuilder sink) {
        int b = next & 0xFF;
        if (missing > 0) {
            if (b >= lowest && b <= highest) {
                codePoint = codePoint << 6 | (b & 0x3F);
                lowest = 0x80;
                highest = 0xBF;
                if (--missing == 0) {
                    sink.appendCodePoint(codePoint);
                }
                return;
            }
            replace(sink);
        }
        begin(b, sink);
    }

    private void begin(int b, StringBuilder sink) {
        if (b < 0x80) {
            sink.append((char) b);
        } else if (b >= 0xC2 && b <= 0xDF) {
            expect(b & 0x1F, 1, 0x80, 0xBF);
        } else if (b >= 0xE0 && b <= 0xEF) {
            // The second byte is narrowed so that overlong forms and surrogates fail at once.
            expect(b & 0x0F, 2, b == 0xE0 ? 0xA0 : 0x80, b == 0xED ? 0x9F : 0xBF);
        } else if (b >= 0xF0 && b <= 0xF4) {
            expect(b & 0x07, 3, b == 0xF0 ? 0x90 : 0x80, b == 0xF4 ? 0x8F : 0xBF);
        } else {
            replace(sink);
        }
    }

    private void expect(int bits, int following, int low, int high) {
        codePoint = bits;
        missing = following;
        lowest = low;
        highest = high;
    }

    private void replace(StringBuilder sink) {
        malformed = true;
        missing = 0;
        lowest = 0x80;
        highest = 0xBF;
        sink.append(REPLACEMENT);
    }

    /** Ends the input: an incomplete sequence becomes one U+FFFD. */
    public void finish(StringBuilder sink) {
        if (missing > 0) {
            replace(sink);
        }
    }

    /** Whether anything so far was malformed. */
    public boolean wasMalformed() {
        return malformed;
    }
}

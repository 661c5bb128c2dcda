package dev.octavo.runtime.template.syntax;

/** Decodes the body of a string literal as Jinja does: Python's {@code unicode-escape} over backslash-escaped text. */
final class StringLiteral {

    private final String body;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private StringLiteral(String body) {
        this.body = body;
    }

    /** @throws IllegalArgumentException for a malformed escape; the message says which */
    static String decode(String body) {
        if (body.indexOf('\\') < 0) {
            return body;
        }
        return new StringLiteral(body).run();
    }

    private String run() {
        while (at < body.length()) {
            char c = body.charAt(at++);
            if (c != '\\') {
                out.append(c);
            } else if (at == body.length()) {
                throw new IllegalArgumentException("\\ at end of string");
            } else {
                escape();
            }
        }
        return out.toString();
    }

    private void escape() {
        char c = body.charAt(at++);
        switch (c) {
            case '\n' -> {}
            case '\\', '\'', '"' -> out.append(c);
            case 'a' -> out.append('\u0007');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'v' -> out.append('\u000B');
            case 'x' -> hex(2, "truncated \\xXX escape");
            case 'u' -> hex(4, "truncated \\uXXXX escape");
            case 'U' -> hex(8, "truncated \\UXXXXXXXX escape");
            case 'N' -> named();
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c);
            default -> unknown(c);
        }
    }

    private void unknown(char c) {
        out.append('\\');
        if (c < 0x80) {
            out.append(c);
            return;
        }
        // Jinja escapes the character first, so that the backslash before it takes the escape's own backslash.
        int point = c;
        if (Character.isHighSurrogate(c) && at < body.length() && Character.isLowSurrogate(body.charAt(at))) {
            point = Character.toCodePoint(c, body.charAt(at++));
        }
        String format = point < 0x100 ? "x%02x" : point < 0x10000 ? "u%04x" : "U%08x";
        out.append(String.format(format, point));
    }

    private void hex(int digits, String error) {
        if (at + digits > body.length()) {
            throw new IllegalArgumentException(error);
        }
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(body.charAt(at + i), 16);
            if (digit < 0 || body.charAt(at + i) >= 0x80) {
                throw new IllegalArgumentException(error);
            }
            value = value * 16 + digit;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw new IllegalArgumentException("illegal Unicode character");
        }
        at += digits;
        out.appendCodePoint((int) value);
    }

    private void octal(char first) {
        int value = first - '0';
        for (int i = 0; i < 2 && at < body.length() && body.charAt(at) >= '0' && body.charAt(at) <= '7'; i++) {
            value = value * 8 + body.charAt(at++) - '0';
        }
        out.append((char) value);
    }

    private void named() {
        int close = at < body.length() && body.charAt(at) == '{' ? body.indexOf('}', at) : -1;
        if (close < 0) {
            throw new IllegalArgumentException("malformed \\N character escape");
        }
        try {
            out.appendCodePoint(Character.codePointOf(body.substring(at + 1, close)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unknown Unicode character name", e);
        }
        at = close + 1;
    }
}

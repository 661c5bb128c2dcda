package dev.octavo.runtime.tokenizer.pattern;

/** A cursor over the code points of a pattern. */
final class Source {

    private final int[] codePoints;
    private int index;

    Source(String pattern) {
        codePoints = pattern.codePoints().toArray();
    }

    boolean hasMore() {
        return index < codePoints.length;
    }

    int index() {
        return index;
    }

    void reset(int to) {
        index = to;
    }

    /** The next code point, or -1 at the end. */
    int peek() {
        return hasMore() ? codePoints[index] : -1;
    }

    /** Takes the next code point; -1 at the end. */
    int next() {
        return hasMore() ? codePoints[index++] : -1;
    }

    boolean at(char c) {
        return peek() == c;
    }

    boolean take(char c) {
        if (at(c)) {
            index++;
            return true;
        }
        return false;
    }

    boolean take(String text) {
        if (index + text.length() > codePoints.length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (codePoints[index + i] != text.charAt(i)) {
                return false;
            }
        }
        index += text.length();
        return true;
    }

    void skipPast(char c) throws RegexException {
        while (hasMore()) {
            if (next() == c) {
                return;
            }
        }
        throw error("missing " + c);
    }

    /** Everything up to {@code c}, which is taken too. */
    String until(char c) throws RegexException {
        StringBuilder text = new StringBuilder();
        while (hasMore()) {
            int next = next();
            if (next == c) {
                return text.toString();
            }
            text.appendCodePoint(next);
        }
        throw error("missing " + c);
    }

    /** A decimal number, or -1 where none stands. */
    int number(int highest) throws RegexException {
        int value = -1;
        while (peek() >= '0' && peek() <= '9') {
            value = Math.max(value, 0) * 10 + next() - '0';
            if (value > highest) {
                throw error("too big repeat count");
            }
        }
        return value;
    }

    RegexException error(String message) {
        return new RegexException(message, index);
    }
}

package dev.octavo.runtime.tokenizer.text;

/**
 * Text cut into segments, in order. A segment is a range of {@link #text} still to be split and tokenized, or a token that was already
 * recognised. Segments share one character buffer, which nobody writes after it was handed over.
 */
public final class Segments {

    private static final int NO_TOKEN = -1;

    private final char[] text;
    private final IntList starts;
    private final IntList ends;
    private final IntList leading;
    private final IntList tokens;

    /** No segments yet, over {@code text}. */
    public Segments(char[] text, int expected) {
        this.text = text;
        starts = new IntList(expected);
        ends = new IntList(expected);
        leading = new IntList(expected);
        tokens = new IntList(expected);
    }

    /**
     * Appends the range [start, end) unless it is empty.
     *
     * @param first how many of its leading characters came from the very first character of the original text, 0 for none
     */
    public void add(int start, int end, int first) {
        if (start < end) {
            append(start, end, first, NO_TOKEN);
        }
    }

    /** Appends a recognised token. */
    public void addToken(int id) {
        append(0, 0, 0, id);
    }

    private void append(int start, int end, int first, int token) {
        starts.add(start);
        ends.add(end);
        leading.add(Math.max(first, 0));
        tokens.add(token);
    }

    /** The shared characters; not to be written. */
    public char[] text() {
        return text;
    }

    /** Number of segments. */
    public int count() {
        return starts.size();
    }

    /** Index of the first character of segment {@code i}. */
    public int start(int i) {
        return starts.at(i);
    }

    /** Index after the last character of segment {@code i}. */
    public int end(int i) {
        return ends.at(i);
    }

    /** How many leading characters of segment {@code i} came from the first character of the original text. */
    public int first(int i) {
        return leading.at(i);
    }

    /** Whether segment {@code i} is a recognised token. */
    public boolean isToken(int i) {
        return tokens.at(i) != NO_TOKEN;
    }

    /** The id of segment {@code i}, a recognised token. */
    public int token(int i) {
        return tokens.at(i);
    }
}

package dev.octavo.runtime.tokenizer.decode;

/** Takes up to so many of one character away from the start and the end of every token. */
final class StripStage extends Stage {

    private final Stage next;
    private final int content;
    private final int start;
    private final int stop;
    /** How many more may go at the start; -1 once the start is over. */
    private int startLeft;
    /** How many of the character stand at the end so far without being handed on, at most {@link #stop}. */
    private int held;

    StripStage(Stage next, int content, int start, int stop) {
        this.next = next;
        this.content = content;
        this.start = start;
        this.stop = stop;
        startLeft = start;
    }

    @Override
    void fragment(CharSequence text) {
        int at = 0;
        while (startLeft > 0 && at < text.length() && Character.codePointAt(text, at) == content) {
            at += Character.charCount(content);
            startLeft--;
        }
        if (at == text.length()) {
            return;
        }
        startLeft = 0;
        if (stop == 0) {
            next.fragment(text.subSequence(at, text.length()));
        } else {
            holdBack(text, at);
        }
    }

    private void holdBack(CharSequence text, int from) {
        int end = text.length();
        int trailing = 0;
        while (end > from && Character.codePointBefore(text, end) == content) {
            end -= Character.charCount(content);
            trailing++;
        }
        if (end > from) {
            release(held);
            next.fragment(text.subSequence(from, end));
        }
        held += trailing;
        if (held > stop) {
            release(held - stop);
        }
    }

    private void release(int count) {
        if (count > 0) {
            next.fragment(Character.toString(content).repeat(count));
            held -= count;
        }
    }

    @Override
    void end() {
        held = 0;
        startLeft = start;
        next.end();
    }

    @Override
    void finish() {
        next.finish();
    }
}

package dev.octavo.runtime.tokenizer.pretokenize;

import dev.octavo.runtime.tokenizer.text.ByteAlphabet;
import dev.octavo.runtime.tokenizer.text.Segments;
import java.util.Arrays;

/** Pre-tokenizers that change characters and so build a new buffer. */
final class Rewriter {

    private final Segments source;
    private char[] buffer;
    private int length;
    private final int[] bounds;

    private Rewriter(Segments source, int expected) {
        this.source = source;
        buffer = new char[expected];
        bounds = new int[source.count() * 2];
    }

    private static int openLength(Segments segments) {
        int total = 0;
        for (int i = 0; i < segments.count(); i++) {
            total += segments.isToken(i) ? 0 : segments.end(i) - segments.start(i);
        }
        return total;
    }

    /** Puts a space before every open segment that does not start with one. */
    static Segments prefixSpace(Segments segments) {
        Rewriter rewriter = new Rewriter(segments, openLength(segments) + segments.count());
        for (int i = 0; i < segments.count(); i++) {
            if (!segments.isToken(i)) {
                rewriter.begin(i);
                if (segments.text()[segments.start(i)] != ' ') {
                    rewriter.buffer[rewriter.length++] = ' ';
                }
                rewriter.copy(i);
                rewriter.end(i);
            }
        }
        return rewriter.finish();
    }

    /** Writes every open segment in byte-level characters. */
    static Segments byteLevel(Segments segments) {
        Rewriter rewriter = new Rewriter(segments, openLength(segments) + 16);
        for (int i = 0; i < segments.count(); i++) {
            if (!segments.isToken(i)) {
                rewriter.begin(i);
                rewriter.room((segments.end(i) - segments.start(i)) * ByteAlphabet.expansion());
                rewriter.length = ByteAlphabet.encode(
                        segments.text(), segments.start(i), segments.end(i), rewriter.buffer, rewriter.length);
                rewriter.end(i);
            }
        }
        return rewriter.finish();
    }

    /** Replaces spaces by {@code replacement}, with one in front where {@code always}, or {@code first} and the text starts there. */
    static Segments metaspace(Segments segments, int replacement, boolean always, boolean first) {
        char[] mark = Character.toChars(replacement);
        Rewriter rewriter = new Rewriter(segments, openLength(segments) + segments.count() + 16);
        for (int i = 0; i < segments.count(); i++) {
            if (segments.isToken(i)) {
                continue;
            }
            rewriter.begin(i);
            rewriter.room((segments.end(i) - segments.start(i) + 1) * mark.length);
            int head = Character.codePointAt(segments.text(), segments.start(i), segments.end(i));
            boolean marked = head == ' ' || head == replacement;
            if (!marked && (always || (first && segments.first(i) > 0))) {
                rewriter.append(mark);
            }
            for (int at = segments.start(i); at < segments.end(i); at++) {
                if (segments.text()[at] == ' ') {
                    rewriter.append(mark);
                } else {
                    rewriter.buffer[rewriter.length++] = segments.text()[at];
                }
            }
            rewriter.end(i);
        }
        return rewriter.finish();
    }

    private void begin(int i) {
        bounds[2 * i] = length;
    }

    private void end(int i) {
        bounds[2 * i + 1] = length;
    }

    private void append(char[] chars) {
        System.arraycopy(chars, 0, buffer, length, chars.length);
        length += chars.length;
    }

    private void copy(int i) {
        int count = source.end(i) - source.start(i);
        System.arraycopy(source.text(), source.start(i), buffer, length, count);
        length += count;
    }

    private void room(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length + (buffer.length >> 1)));
        }
    }

    private Segments finish() {
        Segments result = new Segments(buffer, source.count());
        for (int i = 0; i < source.count(); i++) {
            if (source.isToken(i)) {
                result.addToken(source.token(i));
            } else {
                int grown = bounds[2 * i + 1] - bounds[2 * i] - (source.end(i) - source.start(i));
                result.add(
                        bounds[2 * i],
                        bounds[2 * i + 1],
                        source.first(i) > 0 ? source.first(i) + Math.max(grown, 0) : 0);
            }
        }
        return result;
    }
}

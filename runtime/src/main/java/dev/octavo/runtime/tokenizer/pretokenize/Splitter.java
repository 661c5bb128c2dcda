package dev.octavo.runtime.tokenizer.pretokenize;

import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Segments;
import java.util.function.IntPredicate;

/** Splits every open segment at delimiters, which are found anew in each. */
record Splitter(Finder finder, Behavior behavior, boolean invert) implements PreTokenizer {

    /** Finds delimiters: start and end of each in turn. */
    @FunctionalInterface
    interface Finder {
        IntList find(char[] text, int start, int end);
    }

    /** Every code point that {@code delimiter} accepts is a delimiter of its own. */
    static Splitter atCharacters(IntPredicate delimiter, Behavior behavior) {
        return new Splitter((text, start, end) -> characters(delimiter, text, start, end), behavior, false);
    }

    private static IntList characters(IntPredicate delimiter, char[] text, int start, int end) {
        IntList found = new IntList(16);
        for (int i = start; i < end; ) {
            int c = Character.codePointAt(text, i, end);
            int next = i + Character.charCount(c);
            if (delimiter.test(c)) {
                found.add(i);
                found.add(next);
            }
            i = next;
        }
        return found;
    }

    @Override
    public Segments apply(Segments segments) {
        Segments result = new Segments(segments.text(), segments.count() * 2);
        for (int i = 0; i < segments.count(); i++) {
            if (segments.isToken(i)) {
                result.addToken(segments.token(i));
            } else {
                split(segments, i, result);
            }
        }
        return result;
    }

    private void split(Segments segments, int i, Segments result) {
        int start = segments.start(i);
        int end = segments.end(i);
        IntList found = finder.find(segments.text(), start, end);
        Cutter cutter = new Cutter(result, behavior, start + segments.first(i));
        int done = start;
        for (int m = 0; m < found.size(); m += 2) {
            if (done != found.at(m)) {
                cutter.piece(done, found.at(m), invert);
            }
            cutter.piece(found.at(m), found.at(m + 1), !invert);
            done = found.at(m + 1);
        }
        if (done != end) {
            cutter.piece(done, end, invert);
        }
        cutter.finish();
    }

    /** Joins neighbouring pieces as the behavior wants it. */
    private static final class Cutter {

        private final Segments result;
        private final Behavior behavior;
        private final int firstEnd;
        private int start = -1;
        private int end;
        private boolean previousMatch;

        Cutter(Segments result, Behavior behavior, int firstEnd) {
            this.result = result;
            this.behavior = behavior;
            this.firstEnd = firstEnd;
        }

        void piece(int from, int to, boolean match) {
            if (behavior == Behavior.REMOVED && match) {
                return;
            }
            if (joins(match)) {
                end = to;
            } else {
                finish();
                start = from;
                end = to;
            }
            previousMatch = match;
        }

        private boolean joins(boolean match) {
            if (start < 0) {
                return false;
            }
            return switch (behavior) {
                case REMOVED, ISOLATED -> false;
                case CONTIGUOUS -> match == previousMatch;
                case MERGED_WITH_PREVIOUS -> match && !previousMatch;
                case MERGED_WITH_NEXT -> !match && previousMatch;
            };
        }

        void finish() {
            if (start >= 0) {
                result.add(start, end, firstEnd - start);
            }
        }
    }
}

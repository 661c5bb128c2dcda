package dev.octavo.runtime.tokenizer.pretokenize;

import dev.octavo.runtime.tokenizer.text.Segments;

/** Cuts every {@code length} code points. */
record Chunker(int length) implements PreTokenizer {

    @Override
    public Segments apply(Segments segments) {
        Segments result = new Segments(segments.text(), segments.count() * 2);
        for (int i = 0; i < segments.count(); i++) {
            if (segments.isToken(i)) {
                result.addToken(segments.token(i));
            } else {
                chunks(segments, i, result);
            }
        }
        return result;
    }

    private void chunks(Segments segments, int i, Segments result) {
        int start = segments.start(i);
        int count = 0;
        for (int at = start; at < segments.end(i); ) {
            at += Character.charCount(Character.codePointAt(segments.text(), at, segments.end(i)));
            if (++count == length || at == segments.end(i)) {
                result.add(start, at, segments.start(i) + segments.first(i) - start);
                start = at;
                count = 0;
            }
        }
    }
}

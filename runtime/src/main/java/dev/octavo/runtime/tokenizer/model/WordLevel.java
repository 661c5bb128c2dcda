package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Segments;

/** Whole words or nothing. */
record WordLevel(TokenTable tokens, String unknownToken) implements Model {

    @Override
    public void encode(Segments segments, IntList ids) {
        for (int i = 0; i < segments.count(); i++) {
            if (segments.isToken(i)) {
                ids.add(segments.token(i));
            } else {
                int id = tokens.id(segments.text(), segments.start(i), segments.end(i));
                ids.add(id >= 0 ? id : Unknown.require(tokens.id(unknownToken), unknownToken));
            }
        }
    }
}

package dev.octavo.runtime.tokenizer.pattern;

import java.util.BitSet;
import java.util.List;

/** The syntax tree of a regular expression. */
sealed interface Node {

    /** One code point out of {@code members}, which nobody changes any more. */
    record One(BitSet members) implements Node {}

    /** One part after the other; no part matches the empty text. */
    record Sequence(List<Node> parts) implements Node {}

    /** The first alternative that leads to a match. */
    record Choice(List<Node> alternatives) implements Node {}

    /** {@code max} -1: without end. */
    record Repeat(Node body, int min, int max, boolean greedy) implements Node {}

    /** Matches what the body matches first and never tries another way. */
    record Atomic(Node body) implements Node {}

    /** Looks at what follows or precedes without consuming it. */
    record Look(Node body, boolean ahead, boolean negative) implements Node {}

    /** A condition on the position. */
    record Assertion(Kind kind) implements Node {}

    /** What an {@link Assertion} asks for; the names are Oniguruma's. */
    enum Kind {
        BEGIN_LINE(0),
        END_LINE(1),
        BEGIN_TEXT(2),
        END_TEXT(3),
        SEMI_END_TEXT(4),
        WORD_BOUNDARY(5),
        NOT_WORD_BOUNDARY(6);

        /** How a program writes it. */
        final int code;

        Kind(int code) {
            this.code = code;
        }
    }
}

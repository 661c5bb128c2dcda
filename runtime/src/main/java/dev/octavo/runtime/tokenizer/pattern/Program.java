package dev.octavo.runtime.tokenizer.pattern;

import dev.octavo.runtime.tokenizer.text.CodePointSet;
import org.jspecify.annotations.Nullable;

/**
 * A compiled pattern.
 *
 * @param code operations and their operands, see {@link Op}
 * @param sets what operands that name a set refer to
 * @param memos number of memo ids in use
 * @param slots number of loop slots
 * @param first what every match starts with; null where a match may be empty
 * @param word the word characters, null where the pattern asks for no boundary
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Program(
        int[] code,
        CodePointSet[] sets,
        int memos,
        int slots,
        @Nullable CodePointSet first,
        @Nullable CodePointSet word) {

    /** Operations; each line names the operands. */
    static final class Op {
        /** code point */
        static final int CHAR = 0;
        /** set */
        static final int SET = 1;
        /** alternative pc, set the preferred way starts with or -1, memo id; the preferred way follows */
        static final int SPLIT = 2;
        /** pc */
        static final int JUMP = 3;
        /** set, min, max or -1, memo id; as many as possible, then fewer */
        static final int RUN = 4;
        /** set, min, max or -1; as many as possible, never fewer */
        static final int RUN_POSSESSIVE = 5;
        /** pc after the body, 1 negative; the body follows */
        static final int LOOK_AHEAD = 6;
        /** pc after the body, 1 negative, least and most code points or -1; the body follows */
        static final int LOOK_BEHIND = 7;
        /** pc after the body; the body follows */
        static final int ATOMIC = 8;
        /** {@link Node.Kind#code} */
        static final int ASSERT = 9;
        /** slot; remembers the position */
        static final int LOOP_ENTER = 10;
        /** slot, pc after the loop; leaves a loop whose body matched nothing */
        static final int LOOP_CHECK = 11;
        /** none */
        static final int MATCH = 12;

        private Op() {}
    }
}

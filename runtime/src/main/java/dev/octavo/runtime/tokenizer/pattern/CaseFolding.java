package dev.octavo.runtime.tokenizer.pattern;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Simple case folding: characters that a case-insensitive match takes for each other, one for one. */
final class CaseFolding {

    private @Nullable Map<Integer, BitSet> classes;

    /** The members of {@code set} and all that differ from one of them in case only. */
    BitSet close(BitSet set) {
        Map<Integer, BitSet> all = classes();
        BitSet closed = (BitSet) set.clone();
        for (Map.Entry<Integer, BitSet> entry : all.entrySet()) {
            if (entry.getValue().intersects(set)) {
                closed.or(entry.getValue());
            }
        }
        return closed;
    }

    private Map<Integer, BitSet> classes() {
        if (classes == null) {
            classes = build();
        }
        return classes;
    }

    private static Map<Integer, BitSet> build() {
        Map<Integer, BitSet> all = new HashMap<>();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            int folded = fold(c);
            if (folded != c) {
                BitSet members = all.computeIfAbsent(folded, key -> new BitSet());
                members.set(c);
                members.set(folded);
            }
        }
        return all;
    }

    /** Dotted capital and dotless small I fold to themselves outside Turkic languages (CaseFolding.txt, status T). */
    private static int fold(int c) {
        return c == 0x130 || c == 0x131 ? c : Character.toLowerCase(Character.toUpperCase(c));
    }
}

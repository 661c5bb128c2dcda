package dev.octavo.conformance.check;

import dev.octavo.conformance.check.AttentionCase.Lengths;
import java.util.ArrayList;
import java.util.List;

/** Ragged batches: queries and, with them, tokens of each sequence. */
final class AttentionBatches {

    static final List<Lengths> ONE = of(1, 1);
    static final List<Lengths> DECODE = of(1, 1, 1, 5, 1, 33, 1, 64, 1, 100);
    static final List<Lengths> PREFILL = of(1, 1, 7, 7, 33, 33);
    static final List<Lengths> LONG_PREFILL = of(70, 70);
    static final List<Lengths> CHUNKED = of(16, 40, 5, 37);
    static final List<Lengths> SPECULATIVE = of(4, 128, 8, 67, 5, 33);

    /** All kinds, with empty sequences first, in the middle and last in some round. */
    static final List<Lengths> MIXED = of(1, 17, 0, 0, 9, 9, 1, 50, 4, 31, 0, 12);

    private AttentionBatches() {}

    static List<Lengths> of(int... pairs) {
        List<Lengths> result = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            result.add(new Lengths(pairs[i], pairs[i + 1]));
        }
        return List.copyOf(result);
    }

    /** Decodes and small prefills whose contexts end before, on and behind the border of a block. */
    static List<Lengths> aroundBlock(int blockSize) {
        List<Lengths> result = new ArrayList<>();
        for (int tokens : new int[] {blockSize - 1, blockSize, blockSize + 1, 2 * blockSize - 1, 2 * blockSize}) {
            if (tokens > 0) {
                result.add(new Lengths(1, tokens));
            }
        }
        result.add(new Lengths(3, 2 * blockSize + 1));
        return List.copyOf(result);
    }

    /** The same number of queries and tokens many times. */
    static List<Lengths> repeated(int count, int queries, int tokens) {
        return java.util.Collections.nCopies(count, new Lengths(queries, tokens));
    }
}

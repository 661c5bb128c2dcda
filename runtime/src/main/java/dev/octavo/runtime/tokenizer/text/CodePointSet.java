package dev.octavo.runtime.tokenizer.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** An immutable set of Unicode code points; membership is two array reads. */
public final class CodePointSet {

    private static final int PAGE_LONGS = 4;
    private static final int PAGES = (Character.MAX_CODE_POINT + 1) >> 8;

    private final short[] pages = new short[PAGES];
    private final long[] bits;
    private final long low;
    private final long high;

    private CodePointSet(BitSet members) {
        Map<PageKey, Short> known = new HashMap<>();
        long[] pool = new long[PAGE_LONGS * 16];
        int used = 0;
        long[] words = Arrays.copyOf(members.toLongArray(), PAGES * PAGE_LONGS);
        for (int page = 0; page < PAGES; page++) {
            PageKey key = PageKey.of(words, page * PAGE_LONGS);
            Short slot = known.get(key);
            if (slot == null) {
                if (used * PAGE_LONGS == pool.length) {
                    pool = Arrays.copyOf(pool, pool.length * 2);
                }
                System.arraycopy(words, page * PAGE_LONGS, pool, used * PAGE_LONGS, PAGE_LONGS);
                slot = (short) used++;
                known.put(key, slot);
            }
            pages[page] = slot;
        }
        bits = Arrays.copyOf(pool, used * PAGE_LONGS);
        low = words[0];
        high = words[1];
    }

    /** The set of the members of {@code members}, which is copied; bits above the last code point are not allowed. */
    public static CodePointSet of(BitSet members) {
        if (members.length() > Character.MAX_CODE_POINT + 1) {
            throw new IllegalArgumentException("a bit above U+10FFFF");
        }
        return new CodePointSet(members);
    }

    /** Whether {@code codePoint}, which must lie in 0..0x10FFFF, is a member. */
    public boolean contains(int codePoint) {
        if (codePoint < 128) {
            return ((codePoint < 64 ? low : high) >>> codePoint & 1) != 0;
        }
        int word = (pages[codePoint >> 8] << 2) + (codePoint >> 6 & 3);
        return (bits[word] >>> codePoint & 1) != 0;
    }

    private record PageKey(long a, long b, long c, long d) {
        static PageKey of(long[] words, int at) {
            return new PageKey(words[at], words[at + 1], words[at + 2], words[at + 3]);
        }
    }
}

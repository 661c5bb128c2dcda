package dev.octavo.runtime.tokenizer.model;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the ids of short words. Bounded: each word has one place, a newer word takes it over. Threads share it without locks; entries
 * never change, so the worst that a race costs is a word computed twice.
 */
final class WordCache {

    private static final int PLACES = 1 << 15;
    private static final int LONGEST = 64;

    private final @Nullable Entry[] places = new Entry[PLACES];

    private static final class Entry {
        final int hash;
        final char[] word;
        final int[] ids;

        Entry(int hash, char[] word, int[] ids) {
            this.hash = hash;
            this.word = word;
            this.ids = ids;
        }
    }

    static boolean takes(int length) {
        return length <= LONGEST;
    }

    int @Nullable [] find(char[] text, int start, int end, int hash) {
        Entry entry = places[place(hash)];
        if (entry == null || entry.hash != hash || entry.word.length != end - start) {
            return null;
        }
        for (int i = 0; i < entry.word.length; i++) {
            if (entry.word[i] != text[start + i]) {
                return null;
            }
        }
        return entry.ids;
    }

    void put(char[] text, int start, int end, int hash, int[] ids) {
        places[place(hash)] = new Entry(hash, java.util.Arrays.copyOfRange(text, start, end), ids);
    }

    private static int place(int hash) {
        int mixed = hash * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & PLACES - 1;
    }
}

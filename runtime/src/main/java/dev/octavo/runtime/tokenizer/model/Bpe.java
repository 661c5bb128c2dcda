package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Segments;

/** Byte pair encoding (Sennrich et al. 2016), byte-level or with byte fallback. */
final class Bpe implements Model {

    private static final char NO_MARK = 0;
    /** Words shorter than this are not worth cutting. */
    private static final int CUT_FROM = 16;

    private final TokenTable tokens;
    private final PairTable pairs;
    private final Symbols symbols;
    private final boolean ignoreMerges;
    /** A character that never stands inside a token after another one, so that long words may be cut before it; or {@link #NO_MARK}. */
    private final char mark;

    private final WordCache cache = new WordCache();

    Bpe(TokenTable tokens, PairTable pairs, Symbols symbols, boolean ignoreMerges, boolean cutAtMark) {
        this.tokens = tokens;
        this.pairs = pairs;
        this.symbols = symbols;
        this.ignoreMerges = ignoreMerges;
        mark = cutAtMark ? BpeReader.MARK : NO_MARK;
    }

    @Override
    public TokenTable tokens() {
        return tokens;
    }

    @Override
    public void encode(Segments segments, IntList ids) {
        Merger merger = new Merger(pairs);
        for (int i = 0; i < segments.count(); i++) {
            if (segments.isToken(i)) {
                ids.add(segments.token(i));
            } else {
                word(segments.text(), segments.start(i), segments.end(i), merger, ids);
            }
        }
    }

    private void word(char[] text, int start, int end, Merger merger, IntList ids) {
        if (ignoreMerges) {
            int whole = tokens.id(text, start, end);
            if (whole >= 0) {
                ids.add(whole);
                return;
            }
        }
        if (mark == NO_MARK || end - start < CUT_FROM) {
            piece(text, start, end, merger, ids);
            return;
        }
        int from = start;
        for (int i = start + 1; i < end; i++) {
            if (text[i] == mark && text[i - 1] != mark) {
                piece(text, from, i, merger, ids);
                from = i;
            }
        }
        piece(text, from, end, merger, ids);
    }

    private void piece(char[] text, int start, int end, Merger merger, IntList ids) {
        boolean cached = WordCache.takes(end - start);
        int hash = cached ? TokenTable.hash(0, text, start, end) : 0;
        if (cached) {
            int[] known = cache.find(text, start, end, hash);
            if (known != null) {
                ids.addAll(known);
                return;
            }
        }
        int from = ids.size();
        symbols.append(text, start, end, ids);
        merger.merge(ids, from);
        if (cached) {
            cache.put(text, start, end, hash, ids.toArray(from));
        }
    }
}

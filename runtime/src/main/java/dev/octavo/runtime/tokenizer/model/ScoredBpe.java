package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Segments;
import dev.octavo.runtime.tokenizer.text.Utf8;
import java.util.Arrays;

/**
 * Byte pair encoding by scores, as SentencePiece does it (Kudo and Richardson 2018): always joins the two neighbours whose union has the best score, the leftmost of equal ones.
 * What is no token then is written as its bytes. A token whose score is NaN never comes out of text.
 */
final class ScoredBpe implements Model {

    private static final int NEVER = -1;
    private static final int GONE = -1;

    private final TokenTable tokens;

    /** Rank of each token's score, 0 for the best; equal scores have equal ranks; {@link #NEVER} for tokens that do not come out of text. */
    private final int[] ranks;

    private final int[] byteIds;
    private final int unknown;

    /** Whether no token has a mark behind another character, so that text may be cut before marks. */
    private final boolean cutAtMark;

    private final WordCache cache = new WordCache();

    /**
     * @param scores of the tokens by their ids
     * @param unknown id of what stands for text without a token where a token for its bytes is missing, or -1
     */
    ScoredBpe(TokenTable tokens, double[] scores, int unknown) {
        this.tokens = tokens;
        this.unknown = unknown;
        byteIds = Symbols.byteIds(tokens);
        ranks = ranks(scores);
        boolean cut = true;
        for (int id = 0; id < scores.length && cut; id++) {
            String token = tokens.token(id);
            cut = ranks[id] == NEVER || token == null || !BpeReader.hasInnerMark(token);
        }
        cutAtMark = cut;
    }

    private static int[] ranks(double[] scores) {
        double[] sorted = Arrays.stream(scores)
                .filter(score -> !Double.isNaN(score))
                .map(score -> -score + 0.0)
                .distinct()
                .sorted()
                .toArray();
        int[] ranks = new int[scores.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = Double.isNaN(scores[i]) ? NEVER : Arrays.binarySearch(sorted, -scores[i] + 0.0);
        }
        return ranks;
    }

    @Override
    public TokenTable tokens() {
        return tokens;
    }

    @Override
    public void encode(Segments segments, IntList ids) {
        for (int i = 0; i < segments.count(); i++) {
            if (segments.isToken(i)) {
                ids.add(segments.token(i));
            } else {
                text(segments.text(), segments.start(i), segments.end(i), ids);
            }
        }
    }

    private void text(char[] text, int start, int end, IntList ids) {
        int from = start;
        for (int i = start + 1; i < end && cutAtMark; i++) {
            if (text[i] == BpeReader.MARK && text[i - 1] != BpeReader.MARK) {
                piece(text, from, i, ids);
                from = i;
            }
        }
        piece(text, from, end, ids);
    }

    private void piece(char[] text, int start, int end, IntList ids) {
        if (!WordCache.takes(end - start)) {
            new Merging(text, start, end).append(ids);
            return;
        }
        int hash = TokenTable.hash(0, text, start, end);
        int[] known = cache.find(text, start, end, hash);
        if (known == null) {
            int from = ids.size();
            new Merging(text, start, end).append(ids);
            cache.put(text, start, end, hash, ids.toArray(from));
        } else {
            ids.addAll(known);
        }
    }

    private int rank(char[] text, int start, int end) {
        int id = tokens.id(text, start, end);
        return id < 0 || id >= ranks.length ? NEVER : ranks[id];
    }

    /** A word being merged: a linked list of ranges, and a heap of those neighbours whose union is a token. */
    private final class Merging {

        private final char[] text;
        private final int[] starts;
        private final int[] ends;
        private final int[] next;
        private final int[] previous;
        private final int count;
        private final MergeHeap heap;

        Merging(char[] text, int start, int end) {
            this.text = text;
            int room = Character.codePointCount(text, start, end - start);
            starts = new int[room];
            ends = new int[room];
            next = new int[room];
            previous = new int[room];
            heap = new MergeHeap(room);
            count = room;
            int at = start;
            for (int i = 0; i < room; i++) {
                starts[i] = at;
                at += Character.charCount(Character.codePointAt(text, at, end));
                ends[i] = at;
                next[i] = i + 1;
                previous[i] = i - 1;
            }
        }

        void append(IntList ids) {
            for (int i = 0; i + 1 < count; i++) {
                offer(i);
            }
            while (!heap.isEmpty()) {
                long entry = heap.poll();
                int left = (int) entry;
                if (ends[left] != GONE && next[left] < count && unionRank(left) == (int) (entry >>> 32)) {
                    join(left);
                }
            }
            for (int i = 0; i < count; i = next[i]) {
                token(starts[i], ends[i], ids);
            }
        }

        private int unionRank(int left) {
            return rank(text, starts[left], ends[next[left]]);
        }

        private void offer(int left) {
            if (left >= 0 && next[left] < count) {
                int rank = unionRank(left);
                if (rank != NEVER) {
                    heap.add((long) rank << 32 | left);
                }
            }
        }

        private void join(int left) {
            int right = next[left];
            ends[left] = ends[right];
            ends[right] = GONE;
            next[left] = next[right];
            if (next[right] < count) {
                previous[next[right]] = left;
            }
            offer(previous[left]);
            offer(left);
        }

        private void token(int start, int end, IntList ids) {
            int id = tokens.id(text, start, end);
            if (id >= 0 && id < ranks.length && ranks[id] != NEVER) {
                ids.add(id);
                return;
            }
            for (byte b : Utf8.bytes(new String(text, start, end - start))) {
                int byteId = byteIds[b & 0xFF];
                ids.add(byteId >= 0 ? byteId : Unknown.require(unknown, "of the vocabulary"));
            }
        }
    }
}

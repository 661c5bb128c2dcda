package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.text.CharTrie;
import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Segments;
import dev.octavo.runtime.tokenizer.text.Utf8;
import java.util.Arrays;

/** The most probable segmentation under a unigram language model (Kudo 2018), by Viterbi's algorithm. */
final class Unigram implements Model {

    private static final double UNKNOWN_PENALTY = 10;
    private static final int NOWHERE = -1;

    private final TokenTable tokens;
    private final CharTrie trie = new CharTrie();
    private final double[] scores;
    private final double unknownScore;
    private final int unknown;
    private final int[] byteIds;
    private final WordCache cache = new WordCache();

    Unigram(TokenTable tokens, Iterable<String> vocabulary, double[] scores, int unknown, boolean byteFallback) {
        this.tokens = tokens;
        this.scores = scores;
        this.unknown = unknown;
        int id = 0;
        double least = Double.POSITIVE_INFINITY;
        for (String token : vocabulary) {
            if (!token.isEmpty()) {
                trie.put(token, id);
            }
            least = Math.min(least, scores[id++]);
        }
        unknownScore = least - UNKNOWN_PENALTY;
        byteIds = byteFallback ? Symbols.byteIds(tokens) : new int[0];
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
                word(segments.text(), segments.start(i), segments.end(i), ids);
            }
        }
    }

    private void word(char[] text, int start, int end, IntList ids) {
        if (!WordCache.takes(end - start)) {
            new Lattice(text, start, end).best(ids);
            return;
        }
        int hash = TokenTable.hash(0, text, start, end);
        int[] known = cache.find(text, start, end, hash);
        if (known == null) {
            int from = ids.size();
            new Lattice(text, start, end).best(ids);
            cache.put(text, start, end, hash, ids.toArray(from));
        } else {
            ids.addAll(known);
        }
    }

    /** The best way to every position of one word. */
    private final class Lattice {

        private final char[] text;
        private final int start;
        private final int length;
        private final double[] score;
        private final int[] origin;
        private final int[] id;

        Lattice(char[] text, int start, int end) {
            this.text = text;
            this.start = start;
            length = end - start;
            score = new double[length + 1];
            origin = new int[length + 1];
            id = new int[length + 1];
            Arrays.fill(origin, NOWHERE);
        }

        void best(IntList ids) {
            for (int at = 0; at < length; ) {
                int width = Character.charCount(Character.codePointAt(text, start + at, start + length));
                step(at, width);
                at += width;
            }
            emit(ids);
        }

        private void step(int at, int width) {
            double here = score[at];
            boolean single = false;
            int node = CharTrie.ROOT;
            for (int i = at; i < length; i++) {
                node = trie.child(node, text[start + i]);
                if (node < 0) {
                    break;
                }
                int token = trie.value(node);
                if (token >= 0) {
                    reach(i + 1, at, token, scores[token] + here);
                    single |= i + 1 - at == width;
                }
            }
            if (!single) {
                reach(at + width, at, Unknown.require(unknown, "(unk_id)"), unknownScore + here);
            }
        }

        private void reach(int to, int from, int token, double candidate) {
            if (origin[to] == NOWHERE || candidate > score[to]) {
                score[to] = candidate;
                origin[to] = from;
                id[to] = token;
            }
        }

        /** Appends the tokens of the best way; neighbouring unknown ones form one. */
        private void emit(IntList ids) {
            IntList cuts = new IntList(length);
            int end = length;
            while (end > 0) {
                cuts.add(end);
                int from = origin[end];
                while (id[end] == unknown && from > 0 && id[from] == unknown) {
                    from = origin[from];
                }
                end = from;
            }
            int from = 0;
            for (int i = cuts.size() - 1; i >= 0; i--) {
                piece(start + from, start + cuts.at(i), ids);
                from = cuts.at(i);
            }
        }

        private void piece(int from, int to, IntList ids) {
            int known = tokens.id(text, from, to);
            if (known >= 0) {
                ids.add(known);
            } else if (!fallBack(from, to, ids)) {
                ids.add(Unknown.require(unknown, "(unk_id)"));
            }
        }

        private boolean fallBack(int from, int to, IntList ids) {
            if (byteIds.length == 0) {
                return false;
            }
            byte[] bytes = Utf8.bytes(new String(text, from, to - from));
            for (byte b : bytes) {
                if (byteIds[b & 0xFF] < 0) {
                    return false;
                }
            }
            for (byte b : bytes) {
                ids.add(byteIds[b & 0xFF]);
            }
            return true;
        }
    }
}

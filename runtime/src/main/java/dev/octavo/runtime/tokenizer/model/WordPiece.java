package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.runtime.tokenizer.text.Segments;

/** BERT's greedy longest-match-first (google-research/bert, tokenization.py). */
final class WordPiece implements Model {

    private final TokenTable tokens;
    private final String prefix;
    private final int prefixHash;
    private final String unknownToken;
    private final int mostCharacters;

    WordPiece(TokenTable tokens, String prefix, String unknownToken, int mostCharacters) {
        this.tokens = tokens;
        this.prefix = prefix;
        this.unknownToken = unknownToken;
        this.mostCharacters = mostCharacters;
        prefixHash = prefix.hashCode();
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
        int before = ids.size();
        if (Character.codePointCount(text, start, end - start) <= mostCharacters) {
            int at = start;
            while (at < end) {
                int next = longest(text, at, end, at > start, ids);
                if (next < 0) {
                    break;
                }
                at = next;
            }
            if (at == end) {
                return;
            }
        }
        ids.truncate(before);
        ids.add(Unknown.require(tokens.id(unknownToken), unknownToken));
    }

    private int longest(char[] text, int start, int end, boolean inner, IntList ids) {
        int room = tokens.longest() - (inner ? prefix.length() : 0);
        int stop = end - start > room ? boundary(text, start, start + Math.max(room, 0)) : end;
        while (stop > start) {
            int id = inner ? innerId(text, start, stop) : tokens.id(text, start, stop);
            if (id >= 0) {
                ids.add(id);
                return stop;
            }
            stop = boundary(text, start, stop - 1);
        }
        return -1;
    }

    private static int boundary(char[] text, int start, int at) {
        return at > start && Character.isLowSurrogate(text[at]) && Character.isHighSurrogate(text[at - 1])
                ? at - 1
                : at;
    }

    private int innerId(char[] text, int start, int end) {
        if (prefix.isEmpty()) {
            return tokens.id(text, start, end);
        }
        char[] joined = new char[prefix.length() + end - start];
        prefix.getChars(0, prefix.length(), joined, 0);
        System.arraycopy(text, start, joined, prefix.length(), end - start);
        return tokens.id(joined, 0, joined.length, TokenTable.hash(prefixHash, text, start, end));
    }
}

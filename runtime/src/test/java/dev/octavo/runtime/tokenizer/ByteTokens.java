package dev.octavo.runtime.tokenizer;

import dev.octavo.runtime.tokenizer.text.Utf8Stream;
import java.util.List;
import java.util.Set;

/** Tokens that stand for bytes, cut anywhere, even within characters; for tests. */
public final class ByteTokens implements Tokenizer {

    private final List<byte[]> tokens;
    private final Set<Integer> special;

    /** Each token's bytes, by id. */
    public ByteTokens(List<byte[]> tokens, Set<Integer> special) {
        this.tokens = List.copyOf(tokens);
        this.special = Set.copyOf(special);
    }

    @Override
    public int[] encode(String text, boolean addSpecialTokens) {
        throw new UnsupportedOperationException("encode");
    }

    @Override
    public Encoding encodePair(String first, String second, boolean addSpecialTokens) {
        throw new UnsupportedOperationException("pairs");
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        IncrementalDetokenizer detokenizer = detokenizer(skipSpecialTokens);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(detokenizer.accept(id));
        }
        return text.append(detokenizer.finish()).toString();
    }

    @Override
    public IncrementalDetokenizer detokenizer(boolean skipSpecialTokens) {
        Utf8Stream stream = new Utf8Stream();
        return new IncrementalDetokenizer() {
            @Override
            public String accept(int id) {
                StringBuilder text = new StringBuilder();
                for (byte b : skipSpecialTokens && isSpecial(id) ? new byte[0] : tokens.get(id)) {
                    stream.accept(b, text);
                }
                return text.toString();
            }

            @Override
            public String finish() {
                StringBuilder text = new StringBuilder();
                stream.finish(text);
                return text.toString();
            }
        };
    }

    @Override
    public int vocabularySize() {
        return tokens.size();
    }

    @Override
    public String token(int id) {
        return "t" + id;
    }

    @Override
    public int id(String token) {
        return -1;
    }

    @Override
    public byte[] tokenBytes(int id) {
        return tokens.get(id).clone();
    }

    @Override
    public boolean isSpecial(int id) {
        return special.contains(id);
    }

    @Override
    public SpecialTokens special() {
        return SpecialTokens.none();
    }
}

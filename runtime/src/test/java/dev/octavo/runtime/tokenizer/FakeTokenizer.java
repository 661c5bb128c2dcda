package dev.octavo.runtime.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tokens that stand for fixed texts, for tests. */
public final class FakeTokenizer implements Tokenizer {

    private final List<String> texts;
    private final Set<Integer> special;

    /** Each token's text, by id. */
    public FakeTokenizer(List<String> texts, Set<Integer> special) {
        this.texts = List.copyOf(texts);
        this.special = Set.copyOf(special);
    }

    /** So many tokens, with texts a, b, ..., z, a1, b1, ... */
    public static FakeTokenizer letters(int vocabulary) {
        return new FakeTokenizer(
                IntStream.range(0, vocabulary)
                        .mapToObj(id -> (char) ('a' + id % 26) + (id < 26 ? "" : Integer.toString(id / 26)))
                        .toList(),
                Set.of());
    }

    @Override
    public int[] encode(String text, boolean addSpecialTokens) {
        return text.chars().map(c -> texts.indexOf(Character.toString(c))).toArray();
    }

    @Override
    public Encoding encodePair(String first, String second, boolean addSpecialTokens) {
        throw new UnsupportedOperationException("pairs");
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(skipSpecialTokens && isSpecial(id) ? "" : texts.get(id));
        }
        return text.toString();
    }

    @Override
    public IncrementalDetokenizer detokenizer(boolean skipSpecialTokens) {
        return new IncrementalDetokenizer() {
            @Override
            public String accept(int id) {
                return decode(new int[] {id}, skipSpecialTokens);
            }

            @Override
            public String finish() {
                return "";
            }
        };
    }

    @Override
    public int vocabularySize() {
        return texts.size();
    }

    @Override
    public @Nullable String token(int id) {
        return texts.get(id);
    }

    @Override
    public int id(String token) {
        return texts.indexOf(token);
    }

    @Override
    public byte[] tokenBytes(int id) {
        return texts.get(id).getBytes(StandardCharsets.UTF_8);
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

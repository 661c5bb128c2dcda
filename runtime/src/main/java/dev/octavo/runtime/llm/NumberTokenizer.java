package dev.octavo.runtime.llm;

import dev.octavo.runtime.tokenizer.Encoding;
import dev.octavo.runtime.tokenizer.IncrementalDetokenizer;
import dev.octavo.runtime.tokenizer.SpecialTokens;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Stands in where a model with dummy weights comes without a tokenizer: a token is written as its id, and text is read byte by byte. */
final class NumberTokenizer implements Tokenizer {

    private final int vocabularySize;

    NumberTokenizer(int vocabularySize) {
        this.vocabularySize = vocabularySize;
    }

    @Override
    public int[] encode(String text, boolean addSpecialTokens) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (bytes[i] & 0xff) % vocabularySize;
        }
        return ids;
    }

    @Override
    public Encoding encodePair(String first, String second, boolean addSpecialTokens) {
        int[] ids = encode(first + second, addSpecialTokens);
        int[] typeIds = new int[ids.length];
        Arrays.fill(typeIds, encode(first, addSpecialTokens).length, ids.length, 1);
        return new Encoding(ids, typeIds);
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(id).append(' ');
        }
        return text.toString();
    }

    @Override
    public IncrementalDetokenizer detokenizer(boolean skipSpecialTokens) {
        return new IncrementalDetokenizer() {
            @Override
            public String accept(int id) {
                return id + " ";
            }

            @Override
            public String finish() {
                return "";
            }
        };
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public @Nullable String token(int id) {
        return id >= 0 && id < vocabularySize ? Integer.toString(id) : null;
    }

    @Override
    public int id(String token) {
        try {
            int id = Integer.parseInt(token);
            return id >= 0 && id < vocabularySize ? id : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    @Override
    public byte[] tokenBytes(int id) {
        return (id + " ").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isSpecial(int id) {
        return false;
    }

    @Override
    public SpecialTokens special() {
        return SpecialTokens.none();
    }
}

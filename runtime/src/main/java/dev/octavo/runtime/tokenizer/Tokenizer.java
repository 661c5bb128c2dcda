package dev.octavo.runtime.tokenizer;

import org.jspecify.annotations.Nullable;

/** Text to token ids and back. Safe for use by any number of threads. */
public interface Tokenizer {

    /** Ids of a text; added tokens in it are recognised. */
    int[] encode(String text, boolean addSpecialTokens);

    /** Ids of two texts as one sequence. */
    Encoding encodePair(String first, String second, boolean addSpecialTokens);

    /** Text of some ids. */
    String decode(int[] ids, boolean skipSpecialTokens);

    /** A decoder for one growing sequence. */
    IncrementalDetokenizer detokenizer(boolean skipSpecialTokens);

    /** Highest id + 1. */
    int vocabularySize();

    /** The token as the vocabulary spells it, or null. */
    @Nullable
    String token(int id);

    /** The id of a token as the vocabulary spells it, or -1. */
    int id(String token);

    /** The bytes that a token stands for. */
    byte[] tokenBytes(int id);

    /** Whether it is a special token. */
    boolean isSpecial(int id);

    /** Beginning, end, padding and unknown. */
    SpecialTokens special();
}

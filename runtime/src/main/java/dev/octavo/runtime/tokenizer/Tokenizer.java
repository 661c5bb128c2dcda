package dev.octavo.runtime.tokenizer;

import org.jspecify.annotations.Nullable;

/**
 * Text to token ids and back, as the {@code tokenizers} library (0.23) does it for the same {@code tokenizer.json}. Truncation and padding
 * that the file asks for are left to the caller. Immutable and safe for use by several threads.
 */
public interface Tokenizer {

    /**
     * The ids of {@code text}. Added tokens, special ones included, are recognised where they stand in the text. Lone surrogates count as
     * U+FFFD.
     *
     * @param addSpecialTokens whether to add what the post-processor adds, such as a token for the beginning
     * @throws dev.octavo.spi.UserException where the vocabulary can express some character by no token, not even an unknown one
     */
    int[] encode(String text, boolean addSpecialTokens);

    /** The ids of two texts as one input, with type ids. Otherwise as {@link #encode}. */
    Encoding encodePair(String first, String second, boolean addSpecialTokens);

    /**
     * The text of {@code ids}; ids without a token are passed over, bytes that are no UTF-8 become U+FFFD.
     *
     * @param skipSpecialTokens whether to leave special tokens out
     */
    String decode(int[] ids, boolean skipSpecialTokens);

    /** Decodes one sequence id by id. */
    IncrementalDetokenizer detokenizer(boolean skipSpecialTokens);

    /** The highest id plus one; ids below it without a token may exist. */
    int vocabularySize();

    /** The token of {@code id} as the vocabulary writes it, or null where there is none. */
    @Nullable
    String token(int id);

    /** The id of {@code token} as the vocabulary writes it, or -1. */
    int id(String token);

    /**
     * The bytes that {@code id} stands for in the middle of a text, for example for the {@code bytes} of log-probabilities; part of a UTF-8
     * sequence where the token is one, empty where there is no such token.
     */
    byte[] tokenBytes(int id);

    /** Whether {@code id} is a special token. */
    boolean isSpecial(int id);

    /** The tokens with a part in the model's protocol. */
    SpecialTokens special();
}

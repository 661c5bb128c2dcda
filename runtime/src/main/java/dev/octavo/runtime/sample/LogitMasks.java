package dev.octavo.runtime.sample;

import java.util.Arrays;

/** Makes tokens impossible. */
final class LogitMasks {

    private LogitMasks() {}

    /**
     * All but the allowed tokens.
     *
     * @param allowed rising, without repetitions
     */
    static void keepOnly(float[] logits, int vocabulary, int[] allowed) {
        int from = 0;
        for (int token : allowed) {
            Arrays.fill(logits, from, token, Float.NEGATIVE_INFINITY);
            from = token + 1;
        }
        Arrays.fill(logits, from, vocabulary, Float.NEGATIVE_INFINITY);
    }

    /** Some tokens; those that the model does not have are passed over. */
    static void forbid(float[] logits, int vocabulary, int[] tokens) {
        for (int token : tokens) {
            if (token >= 0 && token < vocabulary) {
                logits[token] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    /** The last token of a word whose other tokens are what the output ends with. */
    static void forbidCompletion(float[] logits, int[] word, int[] tokens, int outputStart, int length) {
        int prefix = word.length - 1;
        if (prefix > length - outputStart) {
            return;
        }
        if (Arrays.equals(word, 0, prefix, tokens, length - prefix, length)) {
            logits[word[prefix]] = Float.NEGATIVE_INFINITY;
        }
    }
}

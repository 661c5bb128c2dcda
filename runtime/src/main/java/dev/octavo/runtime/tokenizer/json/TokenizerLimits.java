package dev.octavo.runtime.tokenizer.json;

/**
 * Bounds on what a tokenizer file may hold. The defaults leave room for the largest published tokenizers (262144 tokens, 0.5 million
 * merges, 33 MB).
 *
 * @param fileBytes size of one file
 * @param depth nesting of JSON
 * @param vocabulary entries of the model's vocabulary
 * @param merges merges of a BPE model
 * @param addedTokens added tokens
 * @param highestId the highest token id
 * @param tokenCharacters length of one token, in UTF-16 units
 * @param components nested normalizers, pre-tokenizers, post-processors or decoders, counted together per kind
 */
public record TokenizerLimits(
        int fileBytes,
        int depth,
        int vocabulary,
        int merges,
        int addedTokens,
        int highestId,
        int tokenCharacters,
        int components) {

    /** The bounds that hold unless a caller says otherwise. */
    public static TokenizerLimits standard() {
        return new TokenizerLimits(64 << 20, 64, 2_000_000, 4_000_000, 100_000, 8_000_000, 16_384, 256);
    }
}

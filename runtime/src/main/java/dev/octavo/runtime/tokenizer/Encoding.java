package dev.octavo.runtime.tokenizer;

/**
 * An encoded pair of texts.
 *
 * @param ids token ids
 * @param typeIds 0 or 1 for each: which text it is of
 */
public record Encoding(int[] ids, int[] typeIds) {}

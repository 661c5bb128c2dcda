package dev.octavo.runtime.tokenizer;

import java.util.OptionalInt;

/**
 * The tokens that a model gives a meaning to.
 *
 * @param bos beginning of sequence
 * @param eos end of sequence
 * @param pad padding
 * @param unk unknown
 */
public record SpecialTokens(OptionalInt bos, OptionalInt eos, OptionalInt pad, OptionalInt unk) {}

package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * Rotary position embedding, in place (Su et al. 2021, arXiv:2104.09864). The first {@code rotaryDim} numbers of each head are rotated in pairs (x, y):
 * {@code x' = x cos - y sin, y' = y cos + x sin}, with row {@code position} of the tables and column j for pair j.
 *
 * <p>Inputs: positions I32 vector {@code [tokens]}, cos and sin f32 {@code [positions, rotaryDim / 2]}.
 * Outputs: one to eight tensors {@code [tokens, heads, headDim]}, each rotated in place; heads may differ (queries, keys).
 *
 * @param headDim numbers of a head
 * @param rotaryDim how many of them are rotated, even
 * @param pairing which numbers make a pair
 * @param type type of the rotated tensors
 */
public record RopeSpec(int headDim, int rotaryDim, Pairing pairing, DType type) implements TensorOpSpec {

    /** Which numbers make a pair. */
    public enum Pairing {
        /** j and {@code j + rotaryDim / 2}. */
        HALVES,
        /** {@code 2j} and {@code 2j + 1}. */
        NEIGHBOURS
    }

    /** Refuses odd or too large rotary dimensions. */
    public RopeSpec {
        if (rotaryDim < 2 || rotaryDim % 2 != 0 || rotaryDim > headDim) {
            throw new IllegalArgumentException("rotaryDim " + rotaryDim + " is odd or outside 2.." + headDim);
        }
    }
}

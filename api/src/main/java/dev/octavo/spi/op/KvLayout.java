package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * What one layer keeps per token, and how many tokens share a block. How a block is arranged inside is the backend's affair.
 *
 * <p>A row is the key or the value of one token and one head. In the floating-point types its numbers are stored one by one, as {@link DType} says. In I8 a row has a scale of its own:
 * with m the largest of the row's {@code |x|} the scale is {@code m / 127} in f32, each number is stored as {@code q}, the integer nearest to {@code x / scale}, ties to even, and means {@code q * scale}. NaN
 * counts as 0 in all of this, infinities as the largest finite f32 numbers. A row whose m is below 2^-100 has scale 0 and all q 0; a row of zeros is one of those. A value that
 * lies in the key is a part of that row and shares its scale.
 *
 * <p>Freedom for devices whose division is not correctly rounded: a scale may be an f32 neighbour of the rounded {@code m / 127}, and where {@code x / scale} lies within a relative 2^-16 of a tie, either
 * neighbour of the tie may be stored.
 *
 * @param kvHeads key/value heads
 * @param keyDim numbers of a key per head
 * @param valueDim numbers of a value per head
 * @param valueInKey whether the value is the first {@code valueDim} numbers of the key and is not stored again (multi-head latent attention)
 * @param blockSize tokens of a block, at least 1
 * @param type element type of keys and values; a floating-point type or I8
 */
public record KvLayout(int kvHeads, int keyDim, int valueDim, boolean valueInKey, int blockSize, DType type) {

    /** Refuses empty layouts. */
    public KvLayout {
        if (kvHeads < 1 || keyDim < 1 || valueDim < 1 || blockSize < 1 || (valueInKey && valueDim > keyDim)) {
            throw new IllegalArgumentException("KV layout out of range: kvHeads=" + kvHeads + ", keyDim=" + keyDim
                    + ", valueDim=" + valueDim + ", valueInKey=" + valueInKey + ", blockSize=" + blockSize);
        }
    }

    /** Keys and values of one size, each stored. */
    public KvLayout(int kvHeads, int headDim, int blockSize, DType type) {
        this(kvHeads, headDim, headDim, false, blockSize, type);
    }

    /** Numbers that a token takes in one layer, scales not among them. */
    public long numbersPerToken() {
        return (long) kvHeads * (valueInKey ? keyDim : keyDim + valueDim);
    }

    /** Scales that a token has in one layer: none but in I8, where every row has one. */
    public int scalesPerToken() {
        return type != DType.I8 ? 0 : valueInKey ? kvHeads : 2 * kvHeads;
    }

    /** Bytes that a token takes in one layer, its scales included. */
    public long bytesPerToken() {
        return numbersPerToken() * type.bytes() + (long) scalesPerToken() * DType.F32.bytes();
    }

    /** Bytes of a block of one layer, scales included, without padding that a backend may add. */
    public long blockBytes() {
        return Math.multiplyExact(bytesPerToken(), (long) blockSize);
    }
}

package dev.octavo.spi.op;

import dev.octavo.tensor.DType;

/**
 * What one layer keeps per token, and how many tokens share a block. How a block is arranged inside is the backend's affair.
 *
 * @param kvHeads key/value heads
 * @param keyDim numbers of a key per head
 * @param valueDim numbers of a value per head
 * @param valueInKey whether the value is the first {@code valueDim} numbers of the key and is not stored again (multi-head latent attention)
 * @param blockSize tokens of a block, at least 1
 * @param type element type of keys and values
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

    /** Numbers that a token takes in one layer. */
    public long numbersPerToken() {
        return (long) kvHeads * (valueInKey ? keyDim : keyDim + valueDim);
    }

    /** Bytes of a block of one layer, without padding that a backend may add. */
    public long blockBytes() {
        return Math.multiplyExact(numbersPerToken() * type.bytes(), (long) blockSize);
    }
}

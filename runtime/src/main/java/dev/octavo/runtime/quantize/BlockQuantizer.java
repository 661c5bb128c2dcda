package dev.octavo.runtime.quantize;

import dev.octavo.spi.UserException;
import dev.octavo.tensor.BlockType;

/** Makes blocks of one type out of floats. Has buffers of its own, so it is for one thread. */
interface BlockQuantizer {

    /**
     * Quantises {@code count} weights, whole blocks.
     *
     * @param from weights
     * @param count how many, from the first one on
     * @param to receives the blocks
     * @param at the first byte that is written
     * @throws UserException if a weight cannot be quantised; the message goes on after the tensor's name
     */
    void quantise(float[] from, int count, byte[] to, int at);

    /** A quantiser of a type that {@link Quantization} chooses. */
    static BlockQuantizer of(BlockType type) {
        return switch (type) {
            case Q8_0 -> new ByteQuantizer();
            case Q4_1 -> new NibbleQuantizer();
            case Q4_K -> new SuperBlockQuantizer();
            default -> throw new IllegalArgumentException("nothing is quantised to " + type);
        };
    }

    /** Writes an f16, little-endian. */
    static void putHalf(byte[] to, int at, short half) {
        to[at] = (byte) half;
        to[at + 1] = (byte) (half >> 8);
    }
}

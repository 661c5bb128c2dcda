package dev.octavo.runtime.load;

import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;

/** Dequantises the blocks of GGUF files, for devices that cannot multiply with them. A weight is rounded to f32 as the reference rounds it, and then to the target's type. Stateless. */
public final class BlockConversion {

    /** Weights that are converted at a time; whole blocks of each type. */
    private static final int PIECE = 4096;

    private BlockConversion() {}

    /**
     * Converts {@code count} weights from the start of {@code source} into the start of {@code target}.
     *
     * @param count a multiple of the block's weights
     * @param to F32, F16 or BF16
     * @throws IndexOutOfBoundsException if a segment is too small
     */
    public static void convert(MemorySegment source, BlockType type, MemorySegment target, DType to, long count) {
        if (count % type.weights() != 0) {
            throw new IllegalArgumentException(count + " weights are not whole blocks of " + type);
        }
        BlockDecoder decoder = BlockDecoder.of(type);
        float[] piece = new float[PIECE];
        MemorySegment values = MemorySegment.ofArray(piece);
        long block = 0;
        for (long at = 0; at < count; at += PIECE) {
            int length = (int) Math.min(PIECE, count - at);
            for (int i = 0; i < length; i += type.weights()) {
                decoder.decode(source, block * type.bytes(), piece, i);
                block++;
            }
            DTypeConversion.convert(values, DType.F32, target.asSlice(at * to.bytes()), to, length);
        }
    }
}

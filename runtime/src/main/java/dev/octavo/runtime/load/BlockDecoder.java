package dev.octavo.runtime.load;

import dev.octavo.tensor.BlockType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads one block of weights as floats (source: the ggml block structures, as published with llama.cpp). */
@FunctionalInterface
interface BlockDecoder {

    /**
     * Decodes a block.
     *
     * @param from where it stands
     * @param offset its first byte
     * @param to where its weights go
     * @param at index of the first one
     */
    void decode(MemorySegment from, long offset, float[] to, int at);

    /** The decoder of a type. */
    static BlockDecoder of(BlockType type) {
        return switch (type) {
            case Q8_0 -> SmallBlocks::q8x0;
            case Q4_0 -> (from, offset, to, at) -> SmallBlocks.nibbles(from, offset, 2, 8, 0, to, at);
            case Q4_1 ->
                (from, offset, to, at) -> SmallBlocks.nibbles(from, offset, 4, 0, half(from, offset + 2), to, at);
            case Q5_0 -> (from, offset, to, at) -> SmallBlocks.fiveBits(from, offset, 2, 16, 0, to, at);
            case Q5_1 ->
                (from, offset, to, at) -> SmallBlocks.fiveBits(from, offset, 4, 0, half(from, offset + 2), to, at);
            case IQ4_NL -> SmallBlocks::iq4nl;
            case MXFP4 -> SmallBlocks::mxfp4;
            case Q2_K -> LargeBlocks::q2k;
            case Q3_K -> LargeBlocks::q3k;
            case Q4_K -> LargeBlocks::q4k;
            case Q5_K -> LargeBlocks::q5k;
            case Q6_K -> LargeBlocks::q6k;
        };
    }

    /** An f16. */
    static float half(MemorySegment from, long offset) {
        return Float.float16ToFloat(
                from.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), offset));
    }

    /** A byte without sign. */
    static int uint8(MemorySegment from, long offset) {
        return from.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
    }
}

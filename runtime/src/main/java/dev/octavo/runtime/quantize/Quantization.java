package dev.octavo.runtime.quantize;

import dev.octavo.tensor.BlockType;
import java.util.Locale;
import java.util.Optional;

/**
 * How linear layers are quantised when a model is opened: integers in groups of 32 along a row, in the blocks that GGUF files have too, so whatever runs those runs these. The output layer has 8 bits in
 * either case, since its errors go straight into the logits.
 */
public enum Quantization {
    /** 8.5 bits per weight: Q8_0. */
    INT8,

    /** 4.5 bits per weight: Q4_K; where a row is not whole blocks of 256, 5 bits: Q4_1. */
    INT4;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The block for rows of {@code columns} weights; empty where no block divides them. */
    Optional<BlockType> block(int columns, boolean outputLayer) {
        BlockType four = columns % BlockType.Q4_K.weights() == 0 ? BlockType.Q4_K : BlockType.Q4_1;
        BlockType type = this == INT8 || outputLayer ? BlockType.Q8_0 : four;
        return columns % type.weights() == 0 ? Optional.of(type) : Optional.empty();
    }
}

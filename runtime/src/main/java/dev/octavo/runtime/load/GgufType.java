package dev.octavo.runtime.load;

import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tensor types of GGUF files, with the numbers and block sizes of {@code ggml} (source: the GGUF description and the ggml block structures, as published with llama.cpp). Some
 * have neither a {@link DType} nor a {@link BlockType}: a file that holds such a tensor opens, and only asking for that tensor fails.
 */
enum GgufType {
    F32(0, DType.F32),
    F16(1, DType.F16),
    Q4_0(2, BlockType.Q4_0),
    Q4_1(3, BlockType.Q4_1),
    Q5_0(6, BlockType.Q5_0),
    Q5_1(7, BlockType.Q5_1),
    Q8_0(8, BlockType.Q8_0),
    Q8_1(9, 32, 36),
    Q2_K(10, BlockType.Q2_K),
    Q3_K(11, BlockType.Q3_K),
    Q4_K(12, BlockType.Q4_K),
    Q5_K(13, BlockType.Q5_K),
    Q6_K(14, BlockType.Q6_K),
    Q8_K(15, 256, 292),
    IQ2_XXS(16, 256, 66),
    IQ2_XS(17, 256, 74),
    IQ3_XXS(18, 256, 98),
    IQ1_S(19, 256, 50),
    IQ4_NL(20, BlockType.IQ4_NL),
    IQ3_S(21, 256, 110),
    IQ2_S(22, 256, 82),
    IQ4_XS(23, 256, 136),
    I8(24, DType.I8),
    I16(25, 1, 2),
    I32(26, DType.I32),
    I64(27, DType.I64),
    F64(28, 1, 8),
    IQ1_M(29, 256, 56),
    BF16(30, DType.BF16),
    TQ1_0(34, 256, 54),
    TQ2_0(35, 256, 66),
    MXFP4(39, BlockType.MXFP4);

    private static final Map<Integer, GgufType> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(type -> type.number, Function.identity()));

    private final int number;
    private final int blockWeights;
    private final int blockBytes;
    private final @Nullable DType dtype;
    private final @Nullable BlockType block;

    GgufType(int number, DType dtype) {
        this(number, 1, dtype.bytes(), dtype, null);
    }

    GgufType(int number, BlockType block) {
        this(number, block.weights(), block.bytes(), null, block);
    }

    GgufType(int number, int blockWeights, int blockBytes) {
        this(number, blockWeights, blockBytes, null, null);
    }

    GgufType(int number, int blockWeights, int blockBytes, @Nullable DType dtype, @Nullable BlockType block) {
        this.number = number;
        this.blockWeights = blockWeights;
        this.blockBytes = blockBytes;
        this.dtype = dtype;
        this.block = block;
    }

    static Optional<GgufType> numbered(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /** The type of tensors of such blocks. */
    static GgufType of(BlockType block) {
        return Arrays.stream(values())
                .filter(type -> type.block == block)
                .findFirst()
                .orElseThrow();
    }

    /** The number in a file. */
    int number() {
        return number;
    }

    /** Weights of a block; 1 for plain types. */
    int blockWeights() {
        return blockWeights;
    }

    /** Bytes of a block. */
    int blockBytes() {
        return blockBytes;
    }

    /** The plain type, empty for blocks and for what Octavo does not compute with. */
    Optional<DType> dtype() {
        return Optional.ofNullable(dtype);
    }

    /** The block type, empty for plain types and for what Octavo does not compute with. */
    Optional<BlockType> block() {
        return Optional.ofNullable(block);
    }
}

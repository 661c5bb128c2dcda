package dev.octavo.tensor;

/** Block formats of GGUF files (source: the {@code ggml} quantisation structures, as published with llama.cpp). */
public enum BlockType {
    /** 32 signed 8-bit weights and an f16 scale. */
    Q8_0(32, 34),
    /** 32 4-bit weights and an f16 scale. */
    Q4_0(32, 18),
    /** 32 4-bit weights, an f16 scale and an f16 minimum. */
    Q4_1(32, 20),
    /** 32 5-bit weights and an f16 scale. */
    Q5_0(32, 22),
    /** 32 5-bit weights, an f16 scale and an f16 minimum. */
    Q5_1(32, 24),
    /** 256 2-bit weights in 16 sub-blocks. */
    Q2_K(256, 84),
    /** 256 3-bit weights in 16 sub-blocks. */
    Q3_K(256, 110),
    /** 256 4-bit weights in 8 sub-blocks. */
    Q4_K(256, 144),
    /** 256 5-bit weights in 8 sub-blocks. */
    Q5_K(256, 176),
    /** 256 6-bit weights in 16 sub-blocks. */
    Q6_K(256, 210),
    /** 32 4-bit indices into a table of 16 values and an f16 scale. */
    IQ4_NL(32, 18),
    /** 32 4-bit floats (E2M1) and a power-of-two scale. */
    MXFP4(32, 17);

    private final int weights;
    private final int bytes;

    BlockType(int weights, int bytes) {
        this.weights = weights;
        this.bytes = bytes;
    }

    /** Weights in a block. */
    public int weights() {
        return weights;
    }

    /** Bytes of a block. */
    public int bytes() {
        return bytes;
    }
}

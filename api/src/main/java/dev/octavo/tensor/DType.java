package dev.octavo.tensor;

/**
 * Element types. Multi-byte elements are little-endian wherever the host can see them.
 *
 * <p>Storing a number rounds to nearest, ties to even. What is too large becomes infinite in F32, F16 and BF16 and the largest finite number in the 8-bit floats (so do
 * infinities); integers saturate and store NaN as 0.
 */
public enum DType {
    /** IEEE 754 binary32. */
    F32(4, true),
    /** IEEE 754 binary16. */
    F16(2, true),
    /** The upper half of a binary32. */
    BF16(2, true),
    /** 8-bit float with 4 exponent and 3 mantissa bits, finite-only form (OCP OFP8 E4M3). */
    F8_E4M3(1, true),
    /** 8-bit float with 5 exponent and 2 mantissa bits (OCP OFP8 E5M2). */
    F8_E5M2(1, true),
    /** Two's complement 64-bit integer. */
    I64(8, false),
    /** Two's complement 32-bit integer. */
    I32(4, false),
    /** Two's complement 8-bit integer. */
    I8(1, false),
    /** Unsigned 8-bit integer. */
    U8(1, false);

    private final int bytes;
    private final boolean floating;

    DType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are floating-point numbers. */
    public boolean isFloating() {
        return floating;
    }
}

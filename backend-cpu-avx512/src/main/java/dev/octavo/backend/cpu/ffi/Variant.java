package dev.octavo.backend.cpu.ffi;

/** Kernels in C that a processor may be able to run, each faster than those before it where it has a part in a product. */
public enum Variant {
    /** 256-bit vectors. */
    AVX2,
    /** The same with 8-bit dot products. */
    AVX_VNNI,
    /** 512-bit vectors; products of bytes as with AVX2. */
    AVX512,
    /** The same with all dot products that the processor has, of bytes and of BF16. */
    AVX512_DOTS,
    /** The same with a matrix unit in plain C, for tests. */
    AMX_IN_C,
    /** The same with the processor's matrix unit. */
    AMX
}

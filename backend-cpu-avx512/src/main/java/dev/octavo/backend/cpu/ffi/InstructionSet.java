package dev.octavo.backend.cpu.ffi;

/** What functions in C are compiled for, see {@code native/vectors.h}. */
enum InstructionSet {
    /** AVX2, FMA and F16C. */
    AVX2("_avx2"),
    /** The same and 8-bit dot products, which only products in panels use. */
    AVX_VNNI("_avxvnni"),
    /** AVX-512; products in panels with its 8-bit dot products. */
    AVX512("_avx512");

    private final String suffix;

    InstructionSet(String suffix) {
        this.suffix = suffix;
    }

    /** The name of a function that is compiled for it. */
    String name(String function) {
        return function + suffix;
    }

    /** The set of functions beside those for panels. */
    InstructionSet vectors() {
        return this == AVX_VNNI ? AVX2 : this;
    }
}

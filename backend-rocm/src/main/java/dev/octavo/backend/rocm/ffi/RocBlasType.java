package dev.octavo.backend.rocm.ffi;

import dev.octavo.tensor.DType;

/** Types of numbers ({@code rocblas_datatype} of rocblas-types.h). */
final class RocBlasType {

    static final int HALF = 150;
    static final int FLOAT = 151;
    static final int BFLOAT = 168;

    private RocBlasType() {}

    static int of(DType type) {
        return switch (type) {
            case F32 -> FLOAT;
            case F16 -> HALF;
            case BF16 -> BFLOAT;
            default -> throw new IllegalArgumentException("rocBLAS is not used for " + type);
        };
    }
}

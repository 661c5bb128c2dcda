package dev.octavo.backend.cuda.ffi;

import dev.octavo.gpu.stream.ProductOperands;
import dev.octavo.tensor.DType;

/**
 * What a heuristic depends on. The library's matrices go column by column, so what Octavo has row by row is transposed there: {@code D[n, m] = W^T[k, n] * a[k, m] + C[n, m]}.
 *
 * @param type of W and a, as library_types.h numbers it
 * @param output type of C and D
 * @param added whether there is a C
 */
record DenseShape(
        int type, int output, int m, int n, int k, long aStride, long outStride, long addedStride, boolean added) {

    /** As library_types.h numbers it. */
    static final int FLOAT = 0;

    private static final int HALF = 2;
    private static final int BFLOAT = 14;

    static DenseShape of(DType type, DType output, ProductOperands p) {
        return new DenseShape(
                code(type),
                code(output),
                p.m(),
                p.n(),
                p.k(),
                p.aStride(),
                p.outStride(),
                p.addedStride(),
                p.isAdded());
    }

    private static int code(DType type) {
        return switch (type) {
            case F32 -> FLOAT;
            case F16 -> HALF;
            case BF16 -> BFLOAT;
            default -> throw new IllegalArgumentException("cuBLASLt is not used for " + type);
        };
    }
}

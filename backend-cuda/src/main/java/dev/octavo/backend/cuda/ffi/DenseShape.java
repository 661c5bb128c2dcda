package dev.octavo.backend.cuda.ffi;

/**
 * What a heuristic depends on. The library's matrices go column by column, so what Octavo has row by row is transposed there: {@code D[n, m] = W^T[k, n] * a[k, m] + C[n, m]}.
 *
 * @param type of W and a, as library_types.h numbers it
 * @param output type of C and D
 * @param added whether there is a C
 */
public record DenseShape(
        int type, int output, int m, int n, int k, long aStride, long outStride, long addedStride, boolean added) {

    /** As library_types.h numbers it. */
    public static final int FLOAT = 0;

    /** As library_types.h numbers it. */
    public static final int HALF = 2;

    /** As library_types.h numbers it. */
    public static final int BFLOAT = 14;
}

package dev.octavo.backend.rocm.ffi;

/** Types of numbers ({@code rocblas_datatype} of rocblas-types.h). */
public final class RocBlasType {

    public static final int HALF = 150;
    public static final int FLOAT = 151;
    public static final int BFLOAT = 168;

    private RocBlasType() {}
}

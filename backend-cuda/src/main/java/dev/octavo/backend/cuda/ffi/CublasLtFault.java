package dev.octavo.backend.cuda.ffi;

import dev.octavo.spi.DeviceException;

/** Statuses of cuBLASLt as exceptions. */
final class CublasLtFault {

    private CublasLtFault() {}

    /** Throws {@link DeviceException} for all but success. */
    static void check(int status, String call) {
        if (status != 0) {
            throw new DeviceException(call + " failed: " + name(status));
        }
    }

    /** As cublas_api.h calls it. */
    static String name(int status) {
        return switch (status) {
            case 1 -> "CUBLAS_STATUS_NOT_INITIALIZED";
            case 3 -> "CUBLAS_STATUS_ALLOC_FAILED";
            case 7 -> "CUBLAS_STATUS_INVALID_VALUE";
            case 8 -> "CUBLAS_STATUS_ARCH_MISMATCH";
            case 11 -> "CUBLAS_STATUS_MAPPING_ERROR";
            case 13 -> "CUBLAS_STATUS_EXECUTION_FAILED";
            case 14 -> "CUBLAS_STATUS_INTERNAL_ERROR";
            case 15 -> "CUBLAS_STATUS_NOT_SUPPORTED";
            default -> "cuBLAS status " + status;
        };
    }
}

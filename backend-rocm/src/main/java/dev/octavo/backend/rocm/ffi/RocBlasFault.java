package dev.octavo.backend.rocm.ffi;

import dev.octavo.spi.DeviceException;

/** Statuses of rocBLAS as exceptions. */
final class RocBlasFault {

    private RocBlasFault() {}

    /** Throws {@link DeviceException} for all but success. */
    static void check(int status, String call) {
        if (status != 0) {
            throw new DeviceException(call + " failed: " + name(status));
        }
    }

    /** As rocblas-types.h calls it. */
    static String name(int status) {
        return switch (status) {
            case 1 -> "rocblas_status_invalid_handle";
            case 2 -> "rocblas_status_not_implemented";
            case 3 -> "rocblas_status_invalid_pointer";
            case 4 -> "rocblas_status_invalid_size";
            case 5 -> "rocblas_status_memory_error";
            case 6 -> "rocblas_status_internal_error";
            case 7 -> "rocblas_status_perf_degraded";
            case 11 -> "rocblas_status_invalid_value";
            case 14 -> "rocblas_status_excluded_from_build";
            case 15 -> "rocblas_status_arch_mismatch";
            default -> "rocBLAS status " + status;
        };
    }
}

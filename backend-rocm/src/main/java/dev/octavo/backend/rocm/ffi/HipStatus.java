package dev.octavo.backend.rocm.ffi;

import java.util.Set;

/** Result codes ({@code hipError_t} of hip_runtime_api.h) that are told apart. Their names the library knows itself. */
public final class HipStatus {

    public static final int SUCCESS = 0;
    public static final int OUT_OF_MEMORY = 2;
    public static final int NO_DEVICE = 100;
    public static final int INVALID_DEVICE = 101;
    public static final int INVALID_IMAGE = 200;
    public static final int NO_BINARY_FOR_GPU = 209;
    public static final int INVALID_KERNEL_FILE = 218;
    public static final int NOT_READY = 600;
    public static final int LAUNCH_OUT_OF_RESOURCES = 701;

    /** Uncorrectable memory errors, addresses that are not there, kernels that failed or did not end, a context or runtime that is gone. */
    private static final Set<Integer> STICKY = Set.of(4, 53, 214, 700, 702, 709, 710, 719, 1053);

    private HipStatus() {}

    /** Whether every later call for the same device must be expected to fail too. */
    public static boolean isSticky(int status) {
        return STICKY.contains(status);
    }

    /** Whether a library that was asked for devices says so that there are none. Which code it is differs between versions and calls. */
    public static boolean isNoDevice(int status) {
        return status == NO_DEVICE || status == INVALID_DEVICE;
    }

    /** Whether machine code was refused because it is for other devices. */
    static boolean isForeignCode(int status) {
        return status == NO_BINARY_FOR_GPU || status == INVALID_IMAGE || status == INVALID_KERNEL_FILE;
    }
}

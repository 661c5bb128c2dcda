package dev.octavo.backend.rocm.config;

import java.util.Objects;

/**
 * System properties of the backend. They matter before a device is opened, so they cannot be options of one.
 *
 * @param library {@code octavo.rocm.library}: a file to use as AMD's HIP library; empty for the system's
 * @param compilerLibrary {@code octavo.rocm.hiprtc}: a file to use as HIPRTC; empty to look in the usual places; {@code none} for no compiler
 * @param kernelList {@code octavo.rocm.kernel-list}: a file to which every kernel that is asked for is added, for the build's list; empty for none
 * @param cacheFolder {@code octavo.rocm.cache}: where HIPRTC's results are kept; {@code off} for nowhere; else {@code octavo/rocm} in the user's cache folder
 * @param productLibrary {@code octavo.rocm.rocblas}: a file to use as rocBLAS; empty to look in the usual places; {@code none} for no library
 * @param productKernels folder of rocBLAS' kernels, as rocBLAS itself is told by the environment's {@code ROCBLAS_TENSILE_LIBPATH}; empty for those beside the library
 * @param kernelDriver {@code octavo.rocm.kfd}: the device file of the kernel's driver, to say what is wrong with it where no GPU is seen
 */
public record RocmConfig(
        String library,
        String compilerLibrary,
        String kernelList,
        String cacheFolder,
        String productLibrary,
        String productKernels,
        String kernelDriver) {

    /** As the process was started. */
    public static RocmConfig read() {
        return new RocmConfig(
                System.getProperty("octavo.rocm.library", ""),
                System.getProperty("octavo.rocm.hiprtc", ""),
                System.getProperty("octavo.rocm.kernel-list", ""),
                System.getProperty("octavo.rocm.cache", userCache()),
                System.getProperty("octavo.rocm.rocblas", ""),
                Objects.requireNonNullElse(System.getenv("ROCBLAS_TENSILE_LIBPATH"), ""),
                System.getProperty("octavo.rocm.kfd", "/dev/kfd"));
    }

    private static String userCache() {
        String base = System.getenv("XDG_CACHE_HOME");
        return (base == null || base.isEmpty() ? System.getProperty("user.home", "") + "/.cache" : base)
                + "/octavo/rocm";
    }
}

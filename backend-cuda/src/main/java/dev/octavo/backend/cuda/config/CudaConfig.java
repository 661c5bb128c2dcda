package dev.octavo.backend.cuda.config;

/**
 * System properties of the backend. They matter before a device is opened, so they cannot be options of one.
 *
 * @param driverLibrary {@code octavo.cuda.library}: a file to use as libcuda; empty for the system's
 * @param compilerLibrary {@code octavo.cuda.nvrtc}: a file to use as NVRTC; empty to look in the usual places; {@code none} for no compiler
 * @param productLibrary {@code octavo.cuda.cublaslt}: a file to use as cuBLASLt; empty to look in the usual places; {@code none} for Octavo's own kernels alone
 * @param kernelList {@code octavo.cuda.kernel-list}: a file to which every kernel that is asked for is added, for the build's list; empty for none
 * @param cacheFolder {@code octavo.cuda.cache}: where NVRTC's results are kept; {@code off} for nowhere; else {@code octavo/cuda} in the user's cache folder
 * @param temporaryFolder where JCuda unpacks its library
 */
public record CudaConfig(
        String driverLibrary,
        String compilerLibrary,
        String productLibrary,
        String kernelList,
        String cacheFolder,
        String temporaryFolder) {

    /** As the process was started. */
    public static CudaConfig read() {
        return new CudaConfig(
                System.getProperty("octavo.cuda.library", ""),
                System.getProperty("octavo.cuda.nvrtc", ""),
                System.getProperty("octavo.cuda.cublaslt", ""),
                System.getProperty("octavo.cuda.kernel-list", ""),
                System.getProperty("octavo.cuda.cache", userCache()),
                System.getProperty("java.io.tmpdir", "/tmp"));
    }

    private static String userCache() {
        String base = System.getenv("XDG_CACHE_HOME");
        return (base == null || base.isEmpty() ? System.getProperty("user.home", "") + "/.cache" : base)
                + "/octavo/cuda";
    }
}

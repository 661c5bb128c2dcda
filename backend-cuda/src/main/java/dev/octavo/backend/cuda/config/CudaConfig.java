package dev.octavo.backend.cuda.config;

/**
 * System properties of the backend. They matter before a device is opened, so they cannot be options of one.
 *
 * @param driverLibrary {@code octavo.cuda.library}: a file to use as libcuda; empty for the system's
 * @param compilerLibrary {@code octavo.cuda.nvrtc}: a file to use as NVRTC; empty to look in the usual places; {@code none} for no compiler
 * @param kernelList {@code octavo.cuda.kernel-list}: a file to which every kernel that is asked for is added, for the build's list; empty for none
 * @param temporaryFolder where JCuda unpacks its library
 */
public record CudaConfig(String driverLibrary, String compilerLibrary, String kernelList, String temporaryFolder) {

    /** As the process was started. */
    public static CudaConfig read() {
        return new CudaConfig(
                System.getProperty("octavo.cuda.library", ""),
                System.getProperty("octavo.cuda.nvrtc", ""),
                System.getProperty("octavo.cuda.kernel-list", ""),
                System.getProperty("java.io.tmpdir", "/tmp"));
    }
}

package dev.octavo.backend.cuda.driver;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceLostException;

/** A call of the driver that failed, as the exception that callers of the SPI see. */
public final class CudaFault {

    private CudaFault() {}

    /**
     * Throws unless a call succeeded.
     *
     * @param call what was called, for the message
     */
    public static void check(int status, String call) {
        if (status != CudaStatus.SUCCESS) {
            throw of(status, call);
        }
    }

    /** The exception for a status that is no success. */
    public static DeviceException of(int status, String call) {
        String what = call + " failed: " + CudaStatus.name(status) + " (" + status + ")";
        if (CudaStatus.isSticky(status)) {
            return new DeviceLostException(what + "; the device's context is lost, restart the process", null);
        }
        return new DeviceException(what + remedy(status));
    }

    private static String remedy(int status) {
        return switch (status) {
            case CudaStatus.NO_BINARY_FOR_GPU -> "; this build has no kernels for this GPU's architecture";
            case CudaStatus.UNSUPPORTED_PTX_VERSION -> "; the driver is older than the kernels, update it";
            case 803 -> "; the driver's kernel module and libcuda differ in version, reboot or reinstall the driver";
            case 802 -> "; the system is not ready, is the fabric manager running?";
            case 701 -> "; the kernel needs more registers or local memory than the device has";
            default -> "";
        };
    }
}

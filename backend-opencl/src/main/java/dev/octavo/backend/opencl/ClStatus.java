package dev.octavo.backend.opencl;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceLostException;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import org.jocl.CL;

/** What OpenCL's status codes mean. */
final class ClStatus {

    /** NVIDIA's word for a kernel that reached into memory that is not its own; nothing of that context works afterwards. */
    private static final int ILLEGAL_ACCESS = -9999;

    private static final String GONE = "; this device cannot be used any more, restart the process";

    private ClStatus() {}

    /** Throws the fitting exception unless all is well. */
    static void check(int status, String action) {
        if (status != CL.CL_SUCCESS) {
            throw exception(status, action);
        }
    }

    /** Whether a status says that there is too little memory. Drivers use all four where an object is made or memory moved. */
    static boolean isMemory(int status) {
        return status == CL.CL_MEM_OBJECT_ALLOCATION_FAILURE
                || status == CL.CL_OUT_OF_RESOURCES
                || status == CL.CL_OUT_OF_HOST_MEMORY
                || status == CL.CL_INVALID_BUFFER_SIZE;
    }

    /** Whether a status says that the device is gone, for every queue. */
    static boolean isLoss(int status) {
        return status == CL.CL_DEVICE_NOT_AVAILABLE || status == CL.CL_INVALID_CONTEXT || status == ILLEGAL_ACCESS;
    }

    /** The exception for a status other than success. */
    static OctavoException exception(int status, String action) {
        String message = action + " failed: " + CL.stringFor_errorCode(status) + " (" + status + ")";
        if (isLoss(status)) {
            return new DeviceLostException(message + GONE, null);
        }
        return switch (status) {
            case CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, CL.CL_OUT_OF_HOST_MEMORY ->
                new ResourceException(message + "; lower --kv-cache-memory or --max-model-len");
            case CL.CL_OUT_OF_RESOURCES ->
                new DeviceException(
                        message
                                + "; a kernel failed, or the device has too little memory or too few registers for it; open another queue");
            default -> new DeviceException(message);
        };
    }

    /** The same failure for a later caller. */
    static OctavoException again(OctavoException first) {
        String message = "an earlier command of this queue failed: " + first.getMessage();
        return first instanceof DeviceLostException
                ? new DeviceLostException(message, first)
                : new DeviceException(message, first);
    }
}

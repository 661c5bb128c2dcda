package dev.octavo.backend.opencl;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceLostException;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.ResourceException;
import org.jocl.CL;

/** What OpenCL's status codes mean. */
final class ClStatus {

    private ClStatus() {}

    /** Throws the fitting exception unless all is well. */
    static void check(int status, String action) {
        if (status != CL.CL_SUCCESS) {
            throw exception(status, action);
        }
    }

    /** Whether a status says that there is too little memory. Drivers use all three for memory of the device. */
    static boolean isMemory(int status) {
        return status == CL.CL_MEM_OBJECT_ALLOCATION_FAILURE
                || status == CL.CL_OUT_OF_RESOURCES
                || status == CL.CL_OUT_OF_HOST_MEMORY;
    }

    static OctavoException exception(int status, String action) {
        String message = action + " failed: " + CL.stringFor_errorCode(status) + " (" + status + ")";
        return switch (status) {
            case CL.CL_DEVICE_NOT_AVAILABLE ->
                new DeviceLostException(message + "; the device is gone, restart the process", null);
            case CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, CL.CL_OUT_OF_HOST_MEMORY ->
                new ResourceException(message + "; lower --kv-cache-memory or --max-model-len");
            default -> new DeviceException(message);
        };
    }
}

package dev.octavo.backend.opencl;

import java.util.Set;

/**
 * What a device says of itself.
 *
 * @param type the bits of {@code CL_DEVICE_TYPE_*}
 * @param version for example {@code OpenCL 3.0 CUDA}
 * @param units compute units
 * @param groupSize most work-items of a work-group
 * @param localBytes local memory of a work-group
 * @param totalBytes memory
 * @param maxAllocation most bytes of one memory object
 * @param baseAlignment bytes to which memory objects are aligned
 * @param unified whether its memory is the host's
 * @param exactDivision whether divisions and square roots can be rounded correctly
 */
record DeviceFacts(
        String name,
        String vendor,
        String platform,
        String version,
        String driverVersion,
        long type,
        int units,
        int groupSize,
        long localBytes,
        long totalBytes,
        long maxAllocation,
        int baseAlignment,
        boolean unified,
        boolean exactDivision,
        Set<String> extensions) {

    /** Keeps a copy. */
    DeviceFacts {
        extensions = Set.copyOf(extensions);
    }

    boolean isProcessor() {
        return (type & org.jocl.CL.CL_DEVICE_TYPE_CPU) != 0;
    }
}

package dev.octavo.backend.opencl;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jocl.CL;

/**
 * What a device says of itself.
 *
 * @param version for example {@code OpenCL 3.0 CUDA}
 * @param type the bits of {@code CL_DEVICE_TYPE_*}
 * @param units compute units
 * @param groupSize most work-items of a work-group
 * @param localBytes local memory of a work-group
 * @param totalBytes memory
 * @param maxAllocation most bytes of one memory object, as the driver says; some give more
 * @param baseAlignment bytes to which memory objects are aligned
 * @param unified whether its memory is the host's
 * @param exactDivision whether divisions and square roots can be rounded correctly
 * @param outOfOrder whether it can take commands of a queue in any order
 * @param commandBuffers what command buffers can be used for
 * @param physicalId its address on the bus, where it says that
 */
record DeviceFacts(
        String name,
        String platform,
        String platformVersion,
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
        boolean outOfOrder,
        CommandBufferUse commandBuffers,
        Set<String> extensions,
        Optional<String> physicalId) {

    /** Keeps a copy. */
    DeviceFacts {
        extensions = Set.copyOf(extensions);
    }

    boolean isProcessor() {
        return (type & CL.CL_DEVICE_TYPE_CPU) != 0;
    }

    /**
     * Whether its driver keeps on disk what it compiled. PoCL does, kernel by kernel as they are launched; asked for a program's binary, it would compile all kernels of the program again, for
     * work-groups of any size.
     */
    boolean keepsPrograms() {
        return platform.equals("Portable Computing Language");
    }

    /** What has to be the same for a built program to be of use. */
    String identity() {
        return String.join("\n", platform, platformVersion, name, version, driverVersion);
    }

    /** Version, size, and those extensions that say what it can do. */
    String summary() {
        String known = Stream.of("fp16", "fp64", "subgroups", "integer_dot_product", "command_buffer")
                .filter(extension -> extensions.contains("cl_khr_" + extension))
                .collect(Collectors.joining(" "));
        return version.replaceFirst("^(OpenCL \\d+\\.\\d+).*", "$1") + ", " + units
                + (units == 1 ? " unit" : " units") + ", groups of " + groupSize
                + (isProcessor() ? ", vectors" : "") + (known.isEmpty() ? "" : ", " + known);
    }
}

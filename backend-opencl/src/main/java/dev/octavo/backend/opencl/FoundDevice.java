package dev.octavo.backend.opencl;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** A device of a platform. */
record FoundDevice(cl_platform_id platform, cl_device_id id, DeviceFacts facts) {

    /** Deprecated since OpenCL 2.0, answered by everybody, and the only such question for buffers. */
    private static final int HOST_UNIFIED_MEMORY = 0x1035;

    private static final long CORRECTLY_ROUNDED = 1 << 7;
    private static final int MOST_GROUP_SIZE = 1 << 16;

    static FoundDevice ask(cl_platform_id platform, cl_device_id id) {
        InfoReader.Query device = query(id);
        InfoReader.Query of =
                (parameter, size, value, returned) -> CL.clGetPlatformInfo(platform, parameter, size, value, returned);
        Set<String> extensions = Set.copyOf(
                List.of(InfoReader.text(device, CL.CL_DEVICE_EXTENSIONS).split("\\s+")));
        DeviceFacts facts = new DeviceFacts(
                InfoReader.text(device, CL.CL_DEVICE_NAME),
                InfoReader.text(of, CL.CL_PLATFORM_NAME),
                InfoReader.text(of, CL.CL_PLATFORM_VERSION),
                InfoReader.text(device, CL.CL_DEVICE_VERSION),
                InfoReader.text(device, CL.CL_DRIVER_VERSION),
                InfoReader.number(device, CL.CL_DEVICE_TYPE),
                Math.clamp(InfoReader.number(device, CL.CL_DEVICE_MAX_COMPUTE_UNITS), 1, 1 << 20),
                Math.clamp(InfoReader.number(device, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE), 1, MOST_GROUP_SIZE),
                InfoReader.number(device, CL.CL_DEVICE_LOCAL_MEM_SIZE),
                Math.max(0, InfoReader.number(device, CL.CL_DEVICE_GLOBAL_MEM_SIZE)),
                Math.max(0, InfoReader.number(device, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE)),
                Math.clamp(InfoReader.number(device, CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / 8, 64, 4096),
                InfoReader.number(device, HOST_UNIFIED_MEMORY) != 0,
                (InfoReader.number(device, CL.CL_DEVICE_SINGLE_FP_CONFIG) & CORRECTLY_ROUNDED) != 0,
                (InfoReader.number(device, CL.CL_DEVICE_QUEUE_ON_HOST_PROPERTIES)
                                & CL.CL_QUEUE_OUT_OF_ORDER_EXEC_MODE_ENABLE)
                        != 0,
                CommandBufferUse.of(extensions, device),
                extensions,
                BusAddress.of(device));
        return new FoundDevice(platform, id, facts);
    }

    private static InfoReader.Query query(cl_device_id id) {
        return (parameter, size, value, returned) -> CL.clGetDeviceInfo(id, parameter, size, value, returned);
    }

    /** Why it cannot be used, or empty. */
    Optional<String> lack() {
        InfoReader.Query device = query(id);
        if (InfoReader.number(device, CL.CL_DEVICE_AVAILABLE) == 0) {
            return Optional.of("its driver says that it is not available");
        }
        if (InfoReader.number(device, CL.CL_DEVICE_COMPILER_AVAILABLE) == 0) {
            return Optional.of("its driver has no compiler");
        }
        if (InfoReader.number(device, CL.CL_DEVICE_ADDRESS_BITS) != 64
                || InfoReader.number(device, CL.CL_DEVICE_ENDIAN_LITTLE) == 0) {
            return Optional.of("its addresses or numbers are not laid out as the host's");
        }
        if ((facts.type() & (CL.CL_DEVICE_TYPE_CPU | CL.CL_DEVICE_TYPE_GPU | CL.CL_DEVICE_TYPE_ACCELERATOR)) == 0) {
            return Optional.of("it has fixed functions only");
        }
        return facts.version().matches("OpenCL (1\\.[2-9]|[2-9]\\.|[1-9][0-9]).*")
                ? Optional.empty()
                : Optional.of("it has " + facts.version() + ", and 1.2 is needed");
    }

    /** Free memory as the driver says it; empty where it does not. */
    Optional<Long> freeBytes() {
        long kibibytes = InfoReader.number(query(id), BusAddress.FREE_MEMORY_AMD);
        return kibibytes > 0 ? Optional.of(kibibytes * 1024) : Optional.empty();
    }
}

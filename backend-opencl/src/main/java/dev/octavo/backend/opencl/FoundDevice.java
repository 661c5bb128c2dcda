package dev.octavo.backend.opencl;

import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** A device of a platform. */
record FoundDevice(cl_platform_id platform, cl_device_id id, DeviceFacts facts) {

    private static final long CORRECTLY_ROUNDED = 1 << 7;

    static FoundDevice ask(cl_platform_id platform, cl_device_id id) {
        InfoReader.Query device =
                (parameter, size, value, returned) -> CL.clGetDeviceInfo(id, parameter, size, value, returned);
        InfoReader.Query of =
                (parameter, size, value, returned) -> CL.clGetPlatformInfo(platform, parameter, size, value, returned);
        DeviceFacts facts = new DeviceFacts(
                InfoReader.text(device, CL.CL_DEVICE_NAME),
                InfoReader.text(device, CL.CL_DEVICE_VENDOR),
                InfoReader.text(of, CL.CL_PLATFORM_NAME),
                InfoReader.text(device, CL.CL_DEVICE_VERSION),
                InfoReader.text(device, CL.CL_DRIVER_VERSION),
                InfoReader.number(device, CL.CL_DEVICE_TYPE),
                (int) Math.max(1, InfoReader.number(device, CL.CL_DEVICE_MAX_COMPUTE_UNITS)),
                (int) Math.clamp(InfoReader.number(device, CL.CL_DEVICE_MAX_WORK_GROUP_SIZE), 1, 1 << 16),
                InfoReader.number(device, CL.CL_DEVICE_LOCAL_MEM_SIZE),
                InfoReader.number(device, CL.CL_DEVICE_GLOBAL_MEM_SIZE),
                InfoReader.number(device, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
                (int) Math.clamp(InfoReader.number(device, CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / 8, 64, 4096),
                InfoReader.number(device, CL.CL_DEVICE_HOST_UNIFIED_MEMORY) != 0,
                (InfoReader.number(device, CL.CL_DEVICE_SINGLE_FP_CONFIG) & CORRECTLY_ROUNDED) != 0,
                java.util.Set.of(InfoReader.text(device, CL.CL_DEVICE_EXTENSIONS).split("\\s+")));
        return new FoundDevice(platform, id, facts);
    }
}

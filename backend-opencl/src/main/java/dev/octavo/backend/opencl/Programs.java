package dev.octavo.backend.opencl;

import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.KernelSources;
import dev.octavo.spi.DeviceException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/** Programs and kernels of a device, each built once. */
final class Programs implements AutoCloseable {

    private record Unit(String source, List<String> defines) {}

    private final cl_context context;
    private final FoundDevice device;
    private final Map<Unit, cl_program> programs = new ConcurrentHashMap<>();
    private final Map<KernelKey, OpenClKernel> kernels = new ConcurrentHashMap<>();

    Programs(cl_context context, FoundDevice device) {
        this.context = context;
        this.device = device;
    }

    OpenClKernel kernel(KernelKey key) {
        OpenClKernel found = kernels.get(key);
        return found != null ? found : kernels.computeIfAbsent(key, this::create);
    }

    private OpenClKernel create(KernelKey key) {
        cl_program program = programs.computeIfAbsent(new Unit(key.source(), key.defines()), this::build);
        int[] status = new int[1];
        cl_kernel kernel = CL.clCreateKernel(program, key.entry(), status);
        ClStatus.check(status[0], "kernel " + key.entry() + " of " + key.source() + ".k");
        long[] size = new long[1];
        int answer = CL.clGetKernelWorkGroupInfo(
                kernel, device.id(), CL.CL_KERNEL_WORK_GROUP_SIZE, Sizeof.size_t, Pointer.to(size), null);
        CL.clReleaseKernel(kernel);
        int limit = device.facts().groupSize();
        return new OpenClKernel(
                key, answer == CL.CL_SUCCESS ? (int) Math.clamp(size[0], 1, limit) : limit, program);
    }

    private cl_program build(Unit unit) {
        String text = KernelSources.translationUnit("vendor/opencl", unit.source());
        int[] status = new int[1];
        cl_program program = CL.clCreateProgramWithSource(context, 1, new String[] {text}, null, status);
        ClStatus.check(status[0], "clCreateProgramWithSource");
        int built = CL.clBuildProgram(program, 0, null, options(unit), null, null);
        if (built != CL.CL_SUCCESS) {
            String log = InfoReader.text(
                    (parameter, size, value, returned) ->
                            CL.clGetProgramBuildInfo(program, device.id(), parameter, size, value, returned),
                    CL.CL_PROGRAM_BUILD_LOG);
            CL.clReleaseProgram(program);
            throw new DeviceException(device.facts().name() + " cannot build " + unit.source() + ".k with "
                    + options(unit) + ": " + CL.stringFor_errorCode(built) + "\n" + log);
        }
        return program;
    }

    private String options(Unit unit) {
        StringBuilder options = new StringBuilder("-cl-std=CL1.2");
        if (device.facts().exactDivision()) {
            options.append(" -cl-fp32-correctly-rounded-divide-sqrt");
        }
        for (String define : unit.defines()) {
            options.append(" -D").append(define);
        }
        return options.toString();
    }

    @Override
    public void close() {
        programs.values().forEach(CL::clReleaseProgram);
        programs.clear();
        kernels.clear();
    }
}

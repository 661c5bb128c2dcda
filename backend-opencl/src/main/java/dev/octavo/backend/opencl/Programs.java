package dev.octavo.backend.opencl;

import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.spi.DeviceException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/** Programs and kernels of a device, each built once, or found built. */
final class Programs implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Programs.class.getName());

    private record Unit(String source, List<String> defines) {}

    private final cl_context context;
    private final FoundDevice device;
    private final BinaryCache binaries;
    private final UnaryOperator<String> sources;
    private final Map<Unit, cl_program> programs = new ConcurrentHashMap<>();
    private final Map<KernelKey, OpenClKernel> kernels = new ConcurrentHashMap<>();

    /** @param sources from the name of a source file to the text of the program */
    Programs(cl_context context, FoundDevice device, BinaryCache binaries, UnaryOperator<String> sources) {
        this.context = context;
        this.device = device;
        this.binaries = binaries;
        this.sources = sources;
    }

    OpenClKernel kernel(KernelKey key) {
        OpenClKernel found = kernels.get(key);
        return found != null ? found : kernels.computeIfAbsent(key, this::create);
    }

    private OpenClKernel create(KernelKey key) {
        cl_program program = programs.computeIfAbsent(new Unit(key.source(), key.defines()), this::program);
        int[] status = new int[1];
        cl_kernel kernel = CL.clCreateKernel(program, key.entry(), status);
        ClStatus.check(status[0], "making kernel " + key.entry() + " of " + key.source() + ".k");
        long[] size = new long[1];
        int answer = CL.clGetKernelWorkGroupInfo(
                kernel, device.id(), CL.CL_KERNEL_WORK_GROUP_SIZE, Sizeof.size_t, Pointer.to(size), null);
        CL.clReleaseKernel(kernel);
        int limit = device.facts().groupSize();
        return new OpenClKernel(key, answer == CL.CL_SUCCESS ? Math.clamp(size[0], 1, limit) : limit, program);
    }

    private cl_program program(Unit unit) {
        String text = sources.apply(unit.source());
        String options = options(unit);
        String key = BinaryCache.key(text, options, device.facts().identity());
        return binaries.load(key).flatMap(binary -> reuse(binary, options)).orElseGet(() -> {
            cl_program built = build(unit, text, options);
            // Some drivers compile much more when they are asked for it.
            if (binaries.isKept()) {
                binary(built).ifPresent(binary -> binaries.store(key, binary));
            }
            return built;
        });
    }

    /** A program out of the cache; empty if the driver does not want it any more. */
    private Optional<cl_program> reuse(byte[] binary, String options) {
        int[] status = new int[1];
        cl_program program = CL.clCreateProgramWithBinary(
                context,
                1,
                new cl_device_id[] {device.id()},
                new long[] {binary.length},
                new byte[][] {binary},
                new int[1],
                status);
        if (status[0] != CL.CL_SUCCESS) {
            return Optional.empty();
        }
        if (CL.clBuildProgram(program, 0, null, options, null, null) != CL.CL_SUCCESS) {
            CL.clReleaseProgram(program);
            return Optional.empty();
        }
        return Optional.of(program);
    }

    private cl_program build(Unit unit, String text, String options) {
        int[] status = new int[1];
        cl_program program = CL.clCreateProgramWithSource(context, 1, new String[] {text}, null, status);
        ClStatus.check(status[0], "making a program of " + unit.source() + ".k");
        long start = System.nanoTime();
        int built = CL.clBuildProgram(program, 0, null, options, null, null);
        long millis = (System.nanoTime() - start) / 1_000_000;
        LOG.log(Level.DEBUG, () -> "built " + unit.source() + ".k with " + unit.defines() + " in " + millis + " ms");
        if (built != CL.CL_SUCCESS) {
            String log = InfoReader.text(
                    (parameter, size, value, returned) ->
                            CL.clGetProgramBuildInfo(program, device.id(), parameter, size, value, returned),
                    CL.CL_PROGRAM_BUILD_LOG);
            CL.clReleaseProgram(program);
            throw new DeviceException(device.facts().name() + " cannot build " + unit.source() + ".k with \"" + options
                    + "\": " + CL.stringFor_errorCode(built) + (log.isEmpty() ? "" : "\n" + log));
        }
        return program;
    }

    private static Optional<byte[]> binary(cl_program program) {
        long[] size = new long[1];
        if (CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null)
                        != CL.CL_SUCCESS
                || size[0] <= 0
                || size[0] > Integer.MAX_VALUE - 8) {
            return Optional.empty();
        }
        byte[] binary = new byte[(int) size[0]];
        int status = CL.clGetProgramInfo(
                program, CL.CL_PROGRAM_BINARIES, Sizeof.POINTER, Pointer.to(Pointer.to(binary)), null);
        return status == CL.CL_SUCCESS ? Optional.of(binary) : Optional.empty();
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

package dev.octavo.backend.cuda.jcuda;

import dev.octavo.backend.cuda.driver.CudaControl;
import dev.octavo.backend.cuda.driver.CudaFault;
import dev.octavo.backend.cuda.driver.CudaStatus;
import dev.octavo.backend.cuda.driver.DeviceAttribute;
import dev.octavo.gpu.stream.Handle;
import java.nio.charset.StandardCharsets;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** The control plane. JCuda loads its native part when this is first used, so use it only after {@link JCudaNatives} and libcuda are there. */
public final class JCudaControl implements CudaControl {

    private static final int STREAM_NON_BLOCKING = 1;
    private static final int EVENT_DISABLE_TIMING = 2;
    private static final int MAX_NAME = 256;

    /** Touches nothing native. */
    public JCudaControl() {}

    @Override
    public int init() {
        return JCudaDriver.cuInit(0);
    }

    @Override
    public int driverVersion() {
        int[] version = new int[1];
        CudaFault.check(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion");
        return version[0];
    }

    @Override
    public int deviceCount() {
        int[] count = new int[1];
        CudaFault.check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
        return count[0];
    }

    private static CUdevice device(int ordinal) {
        CUdevice device = new CUdevice();
        CudaFault.check(JCudaDriver.cuDeviceGet(device, ordinal), "cuDeviceGet(" + ordinal + ")");
        return device;
    }

    @Override
    public String name(int ordinal) {
        byte[] name = new byte[MAX_NAME];
        CudaFault.check(JCudaDriver.cuDeviceGetName(name, MAX_NAME, device(ordinal)), "cuDeviceGetName");
        String text = new String(name, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public long totalBytes(int ordinal) {
        long[] bytes = new long[1];
        CudaFault.check(JCudaDriver.cuDeviceTotalMem(bytes, device(ordinal)), "cuDeviceTotalMem");
        return bytes[0];
    }

    @Override
    public int attribute(int ordinal, DeviceAttribute attribute) {
        int[] value = new int[1];
        CudaFault.check(
                JCudaDriver.cuDeviceGetAttribute(value, attribute.code(), device(ordinal)),
                "cuDeviceGetAttribute(" + attribute + ")");
        return value[0];
    }

    @Override
    public Handle retainPrimary(int ordinal) {
        JCudaHandles.Context context = new JCudaHandles.Context();
        CudaFault.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device(ordinal)), "cuDevicePrimaryCtxRetain");
        return context;
    }

    @Override
    public void releasePrimary(int ordinal) {
        CudaFault.check(JCudaDriver.cuDevicePrimaryCtxRelease(device(ordinal)), "cuDevicePrimaryCtxRelease");
    }

    @Override
    public long freeBytes() {
        long[] free = new long[1];
        long[] total = new long[1];
        CudaFault.check(JCudaDriver.cuMemGetInfo(free, total), "cuMemGetInfo");
        return free[0];
    }

    @Override
    public @Nullable Handle allocate(long bytes) {
        JCudaHandles.Memory memory = new JCudaHandles.Memory();
        int status = JCudaDriver.cuMemAlloc(memory, bytes);
        if (status == CudaStatus.OUT_OF_MEMORY) {
            return null;
        }
        CudaFault.check(status, "cuMemAlloc of " + bytes + " bytes");
        return memory;
    }

    @Override
    public void free(Handle memory) {
        CudaFault.check(JCudaDriver.cuMemFree((CUdeviceptr) memory), "cuMemFree");
    }

    @Override
    public @Nullable Handle loadModule(byte[] image) {
        JCudaHandles.Module module = new JCudaHandles.Module();
        int status = JCudaDriver.cuModuleLoadData(module, image);
        if (CudaStatus.isForeignCode(status)) {
            return null;
        }
        CudaFault.check(status, "cuModuleLoadData");
        return module;
    }

    @Override
    public void unloadModule(Handle module) {
        CudaFault.check(JCudaDriver.cuModuleUnload((CUmodule) module), "cuModuleUnload");
    }

    @Override
    public @Nullable Handle function(Handle module, String name) {
        JCudaHandles.Function function = new JCudaHandles.Function();
        int status = JCudaDriver.cuModuleGetFunction(function, (CUmodule) module, name);
        if (CudaStatus.isForeignCode(status)) {
            return null;
        }
        CudaFault.check(status, "cuModuleGetFunction(" + name + ")");
        return function;
    }

    @Override
    public int maxThreads(Handle function) {
        int[] value = new int[1];
        CudaFault.check(
                JCudaDriver.cuFuncGetAttribute(
                        value, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, (CUfunction) function),
                "cuFuncGetAttribute");
        return value[0];
    }

    @Override
    public void allowLocal(Handle function, int bytes) {
        CudaFault.check(
                JCudaDriver.cuFuncSetAttribute(
                        (CUfunction) function,
                        CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                        bytes),
                "cuFuncSetAttribute of " + bytes + " bytes of shared memory");
    }

    @Override
    public Handle createStream() {
        JCudaHandles.Stream stream = new JCudaHandles.Stream();
        CudaFault.check(JCudaDriver.cuStreamCreate(stream, STREAM_NON_BLOCKING), "cuStreamCreate");
        return stream;
    }

    @Override
    public void destroyStream(Handle stream) {
        CudaFault.check(JCudaDriver.cuStreamDestroy((CUstream) stream), "cuStreamDestroy");
    }

    @Override
    public Handle createEvent() {
        JCudaHandles.Event event = new JCudaHandles.Event();
        CudaFault.check(JCudaDriver.cuEventCreate(event, EVENT_DISABLE_TIMING), "cuEventCreate");
        return event;
    }

    @Override
    public void destroyEvent(Handle event) {
        CudaFault.check(JCudaDriver.cuEventDestroy((CUevent) event), "cuEventDestroy");
    }

    @Override
    public void beginCapture(Handle stream) {
        CudaFault.check(
                JCudaDriver.cuStreamBeginCapture((CUstream) stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED),
                "cuStreamBeginCapture");
    }

    @Override
    public Handle endCapture(Handle stream) {
        JCudaHandles.Graph graph = new JCudaHandles.Graph();
        CudaFault.check(JCudaDriver.cuStreamEndCapture((CUstream) stream, graph), "cuStreamEndCapture");
        return graph;
    }

    @Override
    public Handle instantiate(Handle graph) {
        JCudaHandles.Executable executable = new JCudaHandles.Executable();
        CudaFault.check(JCudaDriver.cuGraphInstantiate(executable, (CUgraph) graph, 0), "cuGraphInstantiate");
        return executable;
    }

    @Override
    public void destroyGraph(Handle graph) {
        CudaFault.check(JCudaDriver.cuGraphDestroy((CUgraph) graph), "cuGraphDestroy");
    }

    @Override
    public void destroyExecutable(Handle executable) {
        CudaFault.check(JCudaDriver.cuGraphExecDestroy((CUgraphExec) executable), "cuGraphExecDestroy");
    }
}

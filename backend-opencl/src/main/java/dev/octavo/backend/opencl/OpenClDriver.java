package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jocl.CL;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;

/** An OpenCL device with a context of its own. */
final class OpenClDriver implements GpuDriver {

    private final FoundDevice device;
    private final ClCommands commands;
    private final GpuTraits traits;
    private final cl_context context;
    private final Arena arena = Arena.ofShared();
    private final Ledger ledger;
    private final Programs programs;
    /** Maps staging memory. */
    private final cl_command_queue service;

    private final MemorySegment serviceStatus;
    private final AtomicLong serials = new AtomicLong();
    private final Set<OpenClStream> streams = ConcurrentHashMap.newKeySet();
    private boolean closed;

    OpenClDriver(FoundDevice device, ClCommands commands) {
        this.device = device;
        this.commands = commands;
        traits = traits(device.facts());
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
        int[] status = new int[1];
        context = CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, status);
        ClStatus.check(status[0], "opening a context on " + device.facts().name());
        ledger = new Ledger(commands, arena);
        programs = new Programs(context, device);
        serviceStatus = arena.allocate(ValueLayout.JAVA_INT);
        service = newQueue();
    }

    private static GpuTraits traits(DeviceFacts facts) {
        return new GpuTraits(
                facts.units(),
                facts.groupSize(),
                facts.localBytes(),
                1,
                facts.isProcessor(),
                facts.extensions().contains("cl_khr_fp16"),
                facts.maxAllocation(),
                facts.baseAlignment(),
                false,
                true);
    }

    private cl_command_queue newQueue() {
        int[] status = new int[1];
        cl_command_queue queue = CL.clCreateCommandQueue(context, device.id(), 0, status);
        ClStatus.check(status[0], "opening a command queue on " + device.facts().name());
        return queue;
    }

    ClCommands commands() {
        return commands;
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public GpuTraits traits() {
        return traits;
    }

    @Override
    public long totalBytes() {
        return device.facts().totalBytes();
    }

    @Override
    public long freeBytes() {
        return -1;
    }

    @Override
    public NativeBuffer allocate(long bytes, MemoryKind kind, String label) {
        boolean staging = kind == MemoryKind.STAGING;
        long flags = CL.CL_MEM_READ_WRITE | (staging ? CL.CL_MEM_ALLOC_HOST_PTR : 0);
        int[] status = new int[1];
        cl_mem object = CL.clCreateBuffer(context, flags, bytes, null, status);
        if (status[0] != CL.CL_SUCCESS) {
            if (ClStatus.isMemory(status[0]) || status[0] == CL.CL_INVALID_BUFFER_SIZE) {
                throw new OutOfDeviceMemoryException(bytes, freeBytes(), label);
            }
            throw ClStatus.exception(status[0], "allocating " + bytes + " bytes for " + label);
        }
        return new OpenClBuffer(
                this, object, bytes, serials.incrementAndGet(), staging ? map(object, bytes, label) : null);
    }

    @SuppressWarnings("restricted") // The range is what was mapped.
    private synchronized MemorySegment map(cl_mem object, long bytes, String label) {
        long address =
                commands.map(service.getNativePointer(), object.getNativePointer(), bytes, serviceStatus.address());
        int status = serviceStatus.get(ValueLayout.JAVA_INT, 0);
        if (status != CL.CL_SUCCESS) {
            CL.clReleaseMemObject(object);
            throw ClStatus.exception(status, "mapping " + bytes + " bytes for " + label);
        }
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    synchronized void free(OpenClBuffer buffer) {
        buffer.hostView().ifPresent(view -> {
            commands.unmap(service.getNativePointer(), buffer.handle(), view.address());
            commands.finish(service.getNativePointer());
        });
        CL.clReleaseMemObject(buffer.object());
    }

    @Override
    public GpuStream newStream() {
        OpenClStream stream = new OpenClStream(this, newQueue());
        streams.add(stream);
        return stream;
    }

    void forget(OpenClStream stream) {
        streams.remove(stream);
    }

    @Override
    public GpuKernel kernel(KernelKey key) {
        return programs.kernel(key);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(streams).forEach(OpenClStream::close);
        programs.close();
        CL.clReleaseCommandQueue(service);
        CL.clReleaseContext(context);
        arena.close();
    }
}

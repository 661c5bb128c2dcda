package dev.octavo.backend.opencl;

import dev.octavo.backend.opencl.config.Surroundings;
import dev.octavo.backend.opencl.ffi.ClCommands;
import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.KernelSources;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.gpu.driver.TuningStore;
import dev.octavo.spi.DeviceLostException;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.OutOfDeviceMemoryException;
import dev.octavo.spi.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jocl.CL;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/** An OpenCL device with a context of its own. */
final class OpenClDriver implements GpuDriver {

    /** Bytes of built programs that are kept on disk. */
    private static final long KEPT_PROGRAMS = 1L << 30;

    /** Below this a processor is not asked for what is free: the question would cost more than the memory. */
    private static final long LARGE = 1 << 20;

    private final FoundDevice device;
    private final ClCommands commands;
    private final GpuTraits traits;
    private final boolean stagingApart;
    private final boolean outOfOrder;
    private final cl_context context;
    private final Arena arena = Arena.ofShared();
    private final Ledger ledger;
    private final CommandBuffers commandBuffers;
    private final Optional<TuningStore> tuning;
    private final Programs programs;
    /** Maps staging memory and finds room for buffers; used under {@link #serviceLock}. */
    private final cl_command_queue service;

    private final MemorySegment serviceScratch;
    private final Object serviceLock = new Object();
    private final AtomicLong serials = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final Set<OpenClStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable DeviceLostException loss;

    OpenClDriver(FoundDevice device, ClCommands commands, OpenClSettings settings) {
        this(device, commands, settings, source -> KernelSources.translationUnit("vendor/opencl", source));
    }

    /** @param sources from the name of a source file to the text of the program */
    OpenClDriver(FoundDevice device, ClCommands commands, OpenClSettings settings, UnaryOperator<String> sources) {
        this.device = device;
        this.commands = commands;
        traits = traits(device.facts(), settings.kernels());
        stagingApart = switch (settings.staging()) {
            case AUTO -> !device.facts().isProcessor();
            case SHARED -> false;
            case COPIED -> true;
        };
        outOfOrder = outOfOrder(device.facts(), settings.queues());
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
        int[] status = new int[1];
        context = CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, status);
        ClStatus.check(status[0], "opening a context on " + device.facts().name());
        ledger = new Ledger(commands, arena);
        // A command buffer's launches would need barriers of its own where queues are not in order.
        commandBuffers = commandBuffers(device, commands, outOfOrder ? OpenClSettings.Graphs.LISTS : settings.graphs());
        programs = new Programs(
                context, device, new BinaryCache(settings.cache().of(device.facts()), KEPT_PROGRAMS), sources);
        tuning = tuning(device.facts(), settings, sources);
        serviceScratch = arena.allocate(ValueLayout.JAVA_LONG);
        service = newQueue(0);
    }

    private static GpuTraits traits(DeviceFacts facts, OpenClSettings.Kernels kernels) {
        boolean vectors = switch (kernels) {
            case AUTO -> facts.isProcessor();
            case VECTORS -> true;
            case LANES -> false;
        };
        return new GpuTraits(
                facts.units(),
                facts.groupSize(),
                facts.localBytes(),
                1,
                vectors,
                facts.extensions().contains("cl_khr_fp16"),
                facts.maxAllocation(),
                facts.baseAlignment(),
                false,
                true);
    }

    @SuppressWarnings("deprecation") // The function that came after it is missing in OpenCL 1.2.
    private cl_command_queue newQueue(long properties) {
        int[] status = new int[1];
        cl_command_queue queue = CL.clCreateCommandQueue(context, device.id(), properties, status);
        ClStatus.check(status[0], "opening a command queue on " + device.facts().name());
        return queue;
    }

    /** By rule in order: a step's launches mostly need each other, and each of them fills the device. */
    private static boolean outOfOrder(DeviceFacts facts, OpenClSettings.Queues queues) {
        if (queues == OpenClSettings.Queues.OUT_OF_ORDER && !facts.outOfOrder()) {
            throw new UserException("backend option queue=out-of-order: the queues of " + facts.name()
                    + " are in order; leave the option out");
        }
        return queues == OpenClSettings.Queues.OUT_OF_ORDER;
    }

    boolean isOutOfOrder() {
        return outOfOrder;
    }

    private static Optional<TuningStore> tuning(
            DeviceFacts facts, OpenClSettings settings, UnaryOperator<String> sources) {
        if (settings.tuning() == OpenClSettings.Tuning.OFF) {
            return Optional.empty();
        }
        Optional<Path> file = settings.cache()
                .folder()
                .map(folder -> folder.resolve(
                        TuningFile.name(facts.identity(), sources.apply("gemm_vector"), sources.apply("gemm_lanes"))));
        return Optional.of(new TuningFile(file, settings.tuning() == OpenClSettings.Tuning.ON));
    }

    private static CommandBuffers commandBuffers(
            FoundDevice device, ClCommands commands, OpenClSettings.Graphs graphs) {
        CommandBufferUse use = device.facts().commandBuffers();
        boolean wanted = switch (graphs) {
            case AUTO -> !device.facts().isProcessor();
            case BUFFERS -> true;
            case LISTS -> false;
        };
        return new CommandBuffers(
                wanted && use != CommandBufferUse.NONE
                        ? commands.commandBuffers(device.platform().getNativePointer())
                        : Optional.empty(),
                use == CommandBufferUse.SIMULTANEOUS);
    }

    CommandBuffers commandBuffers() {
        return commandBuffers;
    }

    ClCommands commands() {
        return commands;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Why no queue works any more, or null. */
    @Nullable
    DeviceLostException loss() {
        return loss;
    }

    /** Notes a failure of a queue, in case it concerns the others too. */
    void heard(OctavoException failure) {
        if (failure instanceof DeviceLostException lost && loss == null) {
            loss = lost;
        }
    }

    @Override
    public GpuTraits traits() {
        return traits;
    }

    @Override
    public Optional<TuningStore> tuning() {
        return tuning;
    }

    @Override
    public long totalBytes() {
        return device.facts().totalBytes();
    }

    /** Where the driver does not say: what this backend has not taken, which other processes may have. */
    @Override
    public long freeBytes() {
        long untaken = Math.max(0, totalBytes() - held.get());
        return device.facts().isProcessor()
                ? Math.min(untaken, Surroundings.availableMemory())
                : device.freeBytes().orElse(untaken);
    }

    @Override
    public NativeBuffer allocate(long bytes, MemoryKind kind, String label) {
        return kind == MemoryKind.STAGING ? stagingMemory(bytes, label) : deviceMemory(bytes, label);
    }

    OpenClBuffer deviceMemory(long bytes, String label) {
        return buffer(create(bytes, CL.CL_MEM_READ_WRITE, label), bytes, null);
    }

    private OpenClBuffer stagingMemory(long bytes, String label) {
        cl_mem object = create(bytes, CL.CL_MEM_READ_WRITE | CL.CL_MEM_ALLOC_HOST_PTR, label);
        return buffer(object, bytes, map(object, bytes, label));
    }

    private OpenClBuffer buffer(cl_mem object, long bytes, @Nullable MemorySegment view) {
        held.addAndGet(bytes);
        return new OpenClBuffer(this, object, bytes, serials.incrementAndGet(), view, view != null && stagingApart);
    }

    private cl_mem create(long bytes, long flags, String label) {
        OctavoException lost = loss;
        if (lost != null) {
            throw ClStatus.again(lost);
        }
        // A processor's driver hands out memory that the system may not have.
        if (device.facts().isProcessor() && bytes >= LARGE && bytes > freeBytes()) {
            throw outOfMemory(bytes, label);
        }
        int[] status = new int[1];
        cl_mem object = CL.clCreateBuffer(context, flags, bytes, null, status);
        if (status[0] == CL.CL_SUCCESS) {
            // Some drivers look for memory only when a buffer is used first; then nobody could say what for.
            status[0] = place(object);
            if (status[0] != CL.CL_SUCCESS) {
                CL.clReleaseMemObject(object);
            }
        }
        if (status[0] != CL.CL_SUCCESS) {
            throw ClStatus.isMemory(status[0])
                    ? outOfMemory(bytes, label)
                    : ClStatus.exception(status[0], "allocating " + bytes + " bytes for " + label);
        }
        return object;
    }

    private OutOfDeviceMemoryException outOfMemory(long bytes, String label) {
        long most = device.facts().maxAllocation();
        String piece = bytes > most
                ? " (in one piece; this driver promises " + most
                        + " bytes at most: make it smaller, for example with fewer KV blocks, or use another driver)"
                : "";
        return new OutOfDeviceMemoryException(bytes, freeBytes(), label + piece);
    }

    private int place(cl_mem object) {
        synchronized (serviceLock) {
            serviceScratch.set(ValueLayout.JAVA_LONG, 0, object.getNativePointer());
            int status = commands.place(service.getNativePointer(), serviceScratch.address());
            return status == CL.CL_SUCCESS ? commands.finish(service.getNativePointer()) : status;
        }
    }

    @SuppressWarnings("restricted") // The range is what was mapped.
    private MemorySegment map(cl_mem object, long bytes, String label) {
        synchronized (serviceLock) {
            long address = commands.map(
                    service.getNativePointer(), object.getNativePointer(), bytes, serviceScratch.address());
            int status = serviceScratch.get(ValueLayout.JAVA_INT, 0);
            if (status != CL.CL_SUCCESS) {
                CL.clReleaseMemObject(object);
                throw ClStatus.isMemory(status)
                        ? outOfMemory(bytes, label)
                        : ClStatus.exception(status, "mapping " + bytes + " bytes for " + label);
            }
            return MemorySegment.ofAddress(address).reinterpret(bytes);
        }
    }

    /** Gives a buffer's memory back. */
    void free(OpenClBuffer buffer) {
        held.addAndGet(-buffer.byteSize());
        buffer.hostView().ifPresent(view -> {
            synchronized (serviceLock) {
                if (!closed.get()) {
                    commands.unmap(service.getNativePointer(), buffer.handle(), view.address());
                    commands.finish(service.getNativePointer());
                }
            }
        });
        CL.clReleaseMemObject(buffer.object());
    }

    @Override
    public GpuStream newStream() {
        OctavoException lost = loss;
        if (lost != null) {
            throw ClStatus.again(lost);
        }
        OpenClStream stream =
                new OpenClStream(this, newQueue(outOfOrder ? CL.CL_QUEUE_OUT_OF_ORDER_EXEC_MODE_ENABLE : 0));
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
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List.copyOf(streams).forEach(OpenClStream::close);
        commandBuffers.close();
        programs.close();
        synchronized (serviceLock) {
            CL.clReleaseCommandQueue(service);
        }
        CL.clReleaseContext(context);
        arena.close();
    }
}

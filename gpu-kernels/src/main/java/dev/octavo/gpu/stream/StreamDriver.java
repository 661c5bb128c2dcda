package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.DenseChoice;
import dev.octavo.gpu.driver.DenseLibrary;
import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An open device. */
public final class StreamDriver implements GpuDriver {

    private final DeviceContext context;
    private final AddressedMemory memory;
    private final ModuleKernels kernels;
    private final GpuTraits traits;
    private final long totalBytes;
    private final Set<DType> units;
    private final boolean warpgroups;
    private final DenseChoice library;
    private final Set<DeviceStream> streams = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /**
     * Takes over a context and kernels, which close with it.
     *
     * @param totalBytes memory of the device
     */
    public StreamDriver(DeviceContext context, ModuleKernels kernels, GpuTraits traits, long totalBytes) {
        this(context, kernels, traits, totalBytes, Set.of(), false, DenseChoice.none(""));
    }

    /** The same with matrix units for some types and a library for products of dense matrices. */
    public StreamDriver(
            DeviceContext context,
            ModuleKernels kernels,
            GpuTraits traits,
            long totalBytes,
            Set<DType> units,
            DenseChoice library) {
        this(context, kernels, traits, totalBytes, units, false, library);
    }

    /**
     * Takes over a context, kernels and a library, which close with it.
     *
     * @param totalBytes memory of the device
     * @param units types that matrix units multiply
     * @param warpgroups whether four crews multiply together
     * @param library for products of dense matrices
     */
    public StreamDriver(
            DeviceContext context,
            ModuleKernels kernels,
            GpuTraits traits,
            long totalBytes,
            Set<DType> units,
            boolean warpgroups,
            DenseChoice library) {
        this.warpgroups = warpgroups;
        this.units = Set.copyOf(units);
        this.library = library;
        this.context = context;
        this.kernels = kernels;
        this.traits = traits;
        this.totalBytes = totalBytes;
        memory = new AddressedMemory(context);
    }

    @Override
    public GpuTraits traits() {
        return traits;
    }

    @Override
    public boolean multiplies(DType type) {
        return units.contains(type);
    }

    @Override
    public boolean hasWarpgroups() {
        return warpgroups;
    }

    @Override
    public Optional<DenseLibrary> denseLibrary() {
        return library.library();
    }

    @Override
    public String denseLibraryLack() {
        return library.lack();
    }

    @Override
    public long totalBytes() {
        return totalBytes;
    }

    @Override
    public long freeBytes() {
        return memory.freeBytes();
    }

    @Override
    public NativeBuffer allocate(long bytes, MemoryKind kind, String label) {
        return memory.allocate(bytes, kind, label);
    }

    @Override
    public GpuStream newStream() {
        DeviceStream stream = new DeviceStream(context, memory, streams::remove);
        streams.add(stream);
        return stream;
    }

    @Override
    public GpuKernel kernel(KernelKey key) {
        return kernels.kernel(key);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(streams).forEach(DeviceStream::close);
        library.library().ifPresent(each -> Quietly.run(each::close));
        kernels.close();
        Quietly.run(context::close);
    }
}

package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.backend.cuda.driver.CudaControl;
import dev.octavo.backend.cuda.driver.CudaDriver;
import dev.octavo.backend.cuda.driver.DeviceAttribute;
import dev.octavo.backend.cuda.ffi.Compiler;
import dev.octavo.gpu.driver.DenseLibrary;
import dev.octavo.gpu.driver.GpuDriver;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.GpuStream;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.NativeBuffer;
import dev.octavo.spi.MemoryKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An open NVIDIA GPU. */
final class CudaGpuDriver implements GpuDriver {

    /** What cuMemAlloc aligns to, and a multiple of every vector load. */
    private static final int ALIGNMENT = 256;

    private final CudaContext context;
    private final CudaMemory memory;
    private final CudaKernels kernels;
    private final GpuTraits traits;
    private final long totalBytes;
    private final Optional<CublasLtProducts> products;
    private final Set<CudaStream> streams = ConcurrentHashMap.newKeySet();
    private boolean closed;

    private CudaGpuDriver(
            CudaContext context,
            CudaKernels kernels,
            GpuTraits traits,
            long totalBytes,
            Optional<CublasLtProducts> products) {
        this.context = context;
        this.kernels = kernels;
        this.traits = traits;
        this.totalBytes = totalBytes;
        this.products = products;
        memory = new CudaMemory(context);
    }

    static CudaGpuDriver open(CudaDriver driver, CudaDevices.Entry device, CudaConfig config) {
        long total = device.info().totalBytes();
        GpuTraits traits = traits(driver.control(), device.ordinal(), total);
        CudaContext context = new CudaContext(driver, device.ordinal());
        KernelCache cache = new KernelCache(config.cacheFolder().equals("off") ? null : Path.of(config.cacheFolder()));
        List<KernelImages> sources = List.of(
                new BundledKernels(),
                new CompiledKernels(Compiler.load(config.compilerLibrary()), device.architecture(), cache));
        return new CudaGpuDriver(
                context, new CudaKernels(context, sources, new KernelList(config.kernelList())),
                traits,
                total,
                CublasLtProducts.open(context, config.productLibrary()));
    }

    private static GpuTraits traits(CudaControl control, int ordinal, long total) {
        return new GpuTraits(
                control.attribute(ordinal, DeviceAttribute.MULTIPROCESSOR_COUNT),
                control.attribute(ordinal, DeviceAttribute.MAX_THREADS_PER_BLOCK),
                control.attribute(ordinal, DeviceAttribute.MAX_SHARED_MEMORY_PER_BLOCK),
                control.attribute(ordinal, DeviceAttribute.WARP_SIZE),
                false,
                false,
                total,
                ALIGNMENT,
                false,
                true);
    }

    @Override
    public GpuTraits traits() {
        return traits;
    }

    /** All GPUs that are offered do, from compute capability 8.0 on. */
    @Override
    public boolean hasMatrixUnits() {
        return true;
    }

    @Override
    public Optional<DenseLibrary> denseLibrary() {
        return products.map(library -> library);
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
        CudaStream stream = new CudaStream(context, memory, streams::remove);
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
        List.copyOf(streams).forEach(CudaStream::close);
        products.ifPresent(library -> Quietly.run(library::close));
        kernels.close();
        Quietly.run(context::close);
    }
}

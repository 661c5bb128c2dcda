package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.config.CudaConfig;
import dev.octavo.backend.cuda.driver.CudaControl;
import dev.octavo.backend.cuda.driver.CudaDriver;
import dev.octavo.backend.cuda.driver.DeviceAttribute;
import dev.octavo.backend.cuda.ffi.CublasLtSearch;
import dev.octavo.backend.cuda.ffi.NvrtcSearch;
import dev.octavo.gpu.code.BundledKernels;
import dev.octavo.gpu.code.CompiledKernels;
import dev.octavo.gpu.code.Dialect;
import dev.octavo.gpu.code.KernelCache;
import dev.octavo.gpu.code.KernelImages;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.stream.DeviceContext;
import dev.octavo.gpu.stream.LaunchLimits;
import dev.octavo.gpu.stream.LibraryChoice;
import dev.octavo.gpu.stream.ModuleKernels;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.tensor.DType;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens an NVIDIA GPU. */
final class CudaGpuDriver {

    /** What cuMemAlloc aligns to, and a multiple of every vector load. */
    private static final int ALIGNMENT = 256;

    /** What gridDim can be on every architecture. */
    private static final LaunchLimits LIMITS =
            new LaunchLimits("CUDA", Integer.MAX_VALUE, 65_535, 65_535, Long.MAX_VALUE);

    private static final Dialect DIALECT = new Dialect("NVRTC", "vendor/cuda", ".cu", "driver");

    /** All GPUs that are offered have tensor cores for bf16, from compute capability 8.0 on. */
    private static final Set<DType> UNITS = Set.of(DType.F16, DType.BF16);

    /** The one architecture, 9.0, with wgmma. */
    private static final int HOPPER = 90;

    private CudaGpuDriver() {}

    static StreamDriver open(CudaDriver driver, CudaDevices.Entry device, CudaConfig config) {
        long total = device.info().totalBytes();
        GpuTraits traits = traits(driver.control(), device.ordinal(), total);
        DeviceContext context = new DeviceContext(driver.control(), driver.commands(), LIMITS, device.ordinal());
        KernelCache cache = new KernelCache(config.cacheFolder().equals("off") ? null : Path.of(config.cacheFolder()));
        List<KernelImages> sources = List.of(
                new BundledKernels(CudaGpuDriver::resource, "CUDA 13, driver 580"),
                new CompiledKernels(
                        NvrtcSearch.load(config.compilerLibrary()),
                        DIALECT,
                        compilerOptions(device.architecture()),
                        cache));
        ModuleKernels kernels =
                new ModuleKernels(CudaProvider.ID, context, sources, new KernelList(config.kernelList()));
        return new StreamDriver(
                context,
                kernels,
                traits,
                total,
                UNITS,
                device.architecture() == HOPPER,
                LibraryChoice.of(context, CublasLtSearch.load(config.productLibrary()), UNITS));
    }

    /**
     * What NVRTC is told. Hopper and Blackwell have instructions that only their own targets allow.
     *
     * @param architecture compute capability times ten
     */
    private static List<String> compilerOptions(int architecture) {
        boolean specific = architecture == 90 || architecture == 100 || architecture == 103;
        return List.of("--gpu-architecture=sm_" + architecture + (specific ? "a" : ""), "--std=c++17");
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

    private static @Nullable InputStream resource(String name) {
        return CudaGpuDriver.class.getResourceAsStream("kernels/" + name);
    }
}

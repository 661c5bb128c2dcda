package dev.octavo.backend.rocm;

import dev.octavo.backend.rocm.config.RocmConfig;
import dev.octavo.backend.rocm.ffi.HipAttribute;
import dev.octavo.backend.rocm.ffi.HipDevices;
import dev.octavo.backend.rocm.ffi.HipLibrary;
import dev.octavo.backend.rocm.ffi.RocBlasSearch;
import dev.octavo.gpu.code.CompiledKernels;
import dev.octavo.gpu.code.Dialect;
import dev.octavo.gpu.code.KernelCache;
import dev.octavo.gpu.code.KernelCompiler;
import dev.octavo.gpu.code.KernelImages;
import dev.octavo.gpu.code.KernelList;
import dev.octavo.gpu.driver.DenseChoice;
import dev.octavo.gpu.driver.GpuTraits;
import dev.octavo.gpu.stream.DeviceContext;
import dev.octavo.gpu.stream.LaunchLimits;
import dev.octavo.gpu.stream.LibraryChoice;
import dev.octavo.gpu.stream.ModuleKernels;
import dev.octavo.gpu.stream.StreamDriver;
import dev.octavo.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Opens an AMD GPU. */
final class RocmGpuDriver {

    /** What hipMalloc aligns to at least, and a multiple of every vector load. */
    private static final int ALIGNMENT = 256;

    /** What grids can be on every architecture: the packet that starts a kernel has 32 bits for the work-items of a dimension, and newer versions of HIP look at 65,536 for two of them. */
    private static final LaunchLimits LIMITS = new LaunchLimits("HIP", Integer.MAX_VALUE, 65_535, 65_535, 0xffff_ffffL);

    private static final Dialect DIALECT = new Dialect("HIPRTC", "vendor/hip", ".hip", "library");

    private RocmGpuDriver() {}

    static StreamDriver open(HipLibrary hip, RocmDevices.Entry device, KernelCompiler compiler, RocmConfig config) {
        long total = device.info().totalBytes();
        GpuTraits traits = traits(hip.devices(), device, total);
        DeviceContext context = new DeviceContext(hip.control(), hip.commands(), LIMITS, device.ordinal());
        KernelCache cache = new KernelCache(config.cacheFolder().equals("off") ? null : Path.of(config.cacheFolder()));
        List<KernelImages> sources = List.of(
                BundledTargets.of(device.target()),
                new CompiledKernels(compiler, DIALECT, device.target().compilerOptions(), cache));
        ModuleKernels kernels =
                new ModuleKernels(RocmProvider.ID, context, sources, new KernelList(config.kernelList()));
        Set<DType> units = units(hip.devices(), device);
        return new StreamDriver(context, kernels, traits, total, units, library(context, device, units, config));
    }

    /** Without matrix units there is nothing in which a library would be faster. */
    private static DenseChoice library(
            DeviceContext context, RocmDevices.Entry device, Set<DType> units, RocmConfig config) {
        return units.isEmpty()
                ? DenseChoice.none("")
                : LibraryChoice.of(
                        context,
                        RocBlasSearch.load(
                                config.productLibrary(),
                                config.productKernels(),
                                device.target().processor()),
                        units);
    }

    /** None where waves are not as compilers take them to be. */
    private static Set<DType> units(HipDevices hip, RocmDevices.Entry device) {
        GfxTarget target = device.target();
        return hip.attribute(device.ordinal(), HipAttribute.WARP_SIZE) == target.waveSize() ? target.units() : Set.of();
    }

    private static GpuTraits traits(HipDevices hip, RocmDevices.Entry device, long total) {
        int ordinal = device.ordinal();
        return new GpuTraits(
                hip.attribute(ordinal, HipAttribute.MULTIPROCESSOR_COUNT),
                hip.attribute(ordinal, HipAttribute.MAX_THREADS_PER_BLOCK),
                hip.attribute(ordinal, HipAttribute.MAX_SHARED_MEMORY_PER_BLOCK),
                hip.attribute(ordinal, HipAttribute.WARP_SIZE),
                false,
                false,
                total,
                ALIGNMENT,
                false,
                true);
    }
}

package dev.octavo.gpu.core;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import org.jspecify.annotations.Nullable;

/** A kernel that is built, or found, when it is launched first: planning costs nothing, and of the kernels that a plan may choose from only those are built that it chose. Any thread may ask. */
public final class LazyKernel {

    private final GpuCore core;
    private final KernelKey key;
    private volatile @Nullable GpuKernel kernel;

    LazyKernel(GpuCore core, KernelKey key) {
        this.core = core;
        this.key = key;
    }

    /** What it is made from. */
    public KernelKey key() {
        return key;
    }

    /**
     * The kernel, ready to be launched.
     *
     * @throws dev.octavo.spi.DeviceException with the compiler's log if it cannot be built
     */
    public GpuKernel get() {
        GpuKernel found = kernel;
        if (found == null) {
            found = core.driver().kernel(key);
            kernel = found;
        }
        return found;
    }
}

package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;

/**
 * A kernel in a loaded module.
 *
 * @param localBytes work-group memory that every launch brings
 */
record ModuleKernel(KernelKey key, Handle function, int maxGroupSize, int localBytes) implements GpuKernel {

    static ModuleKernel of(GpuKernel kernel) {
        return (ModuleKernel) kernel;
    }
}

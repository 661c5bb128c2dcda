package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;

/** A kernel in a loaded module. */
record ModuleKernel(KernelKey key, Handle function, int maxGroupSize) implements GpuKernel {

    static ModuleKernel of(GpuKernel kernel) {
        return (ModuleKernel) kernel;
    }
}

package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.driver.Handle;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;

/** A kernel in a loaded module. */
record CudaKernel(KernelKey key, Handle function, int maxGroupSize) implements GpuKernel {

    static CudaKernel of(GpuKernel kernel) {
        return (CudaKernel) kernel;
    }
}

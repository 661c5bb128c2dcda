package dev.octavo.backend.opencl;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import org.jocl.cl_program;

/**
 * A function of a built program. A kernel object carries its arguments, so each stream makes one of its own.
 *
 * @param program owned by the driver
 */
record OpenClKernel(KernelKey key, int maxGroupSize, cl_program program) implements GpuKernel {}

package dev.octavo.gpu.driver;

/** A kernel that is ready to be launched. Safe to share between streams. */
public interface GpuKernel {

    /** What it was made from. */
    KernelKey key();

    /** Most work-items of a work-group that this kernel can have on this device (registers may allow fewer than the device does). */
    int maxGroupSize();
}

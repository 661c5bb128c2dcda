package dev.octavo.backend.cuda.driver;

import dev.octavo.gpu.stream.DeviceControl;

/** What is asked of the driver outside a step: devices, and what is asked of an open one. */
public interface CudaControl extends DeviceControl {

    /** Starts the driver; needed before everything else but {@link #driverVersion}. Returns the status instead of throwing. */
    int init();

    /** The newest CUDA version that the driver knows, for example 13000. */
    int driverVersion();

    /** Number of devices that the process may see. */
    int deviceCount();

    /** What the vendor calls it. */
    String name(int ordinal);

    /** Memory in bytes. */
    long totalBytes(int ordinal);

    /** A number about a device. */
    int attribute(int ordinal, DeviceAttribute attribute);
}

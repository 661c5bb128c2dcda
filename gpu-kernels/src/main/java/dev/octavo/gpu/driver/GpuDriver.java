package dev.octavo.gpu.driver;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import java.util.Optional;

/**
 * An open device, as its vendor's API offers it. All methods may be called from any thread. Everything above it (operators, caches, weights, queues, graphs, lifetimes, checks of
 * arguments) is the same for all vendors and lies in this module.
 */
public interface GpuDriver extends AutoCloseable {

    /** What the device is like. */
    GpuTraits traits();

    /** Whether the device multiplies small matrices in f16 and bf16, and kernels may use the words of {@code matrix.h}. */
    default boolean hasMatrixUnits() {
        return false;
    }

    /** The vendor's library for products of dense matrices, where it is installed. */
    default Optional<DenseLibrary> denseLibrary() {
        return Optional.empty();
    }

    /** Memory of the device. */
    long totalBytes();

    /** What could still be allocated, or -1 where the API does not say. */
    long freeBytes();

    /**
     * Allocates memory; its content is undefined.
     *
     * @param bytes at least 1
     * @param kind staging memory has a host view always
     * @param label what it is for, for error messages
     * @throws OutOfDeviceMemoryException if the device cannot give it
     */
    NativeBuffer allocate(long bytes, MemoryKind kind, String label);

    /** A new in-order stream. */
    GpuStream newStream();

    /**
     * A kernel, built or found; the same object for equal keys.
     *
     * @throws DeviceException with the compiler's log if it cannot be built
     */
    GpuKernel kernel(KernelKey key);

    /** Frees everything that is still open; idempotent. */
    @Override
    void close();
}

package dev.octavo.gpu.driver;

import dev.octavo.spi.DeviceException;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.OutOfDeviceMemoryException;
import dev.octavo.tensor.DType;
import java.util.Optional;

/**
 * An open device, as its vendor's API offers it. All methods may be called from any thread. Everything above it (operators, caches, weights, queues, graphs, lifetimes, checks of
 * arguments) is the same for all vendors and lies in this module.
 */
public interface GpuDriver extends AutoCloseable {

    /** What the device is like. */
    GpuTraits traits();

    /** Whether the device multiplies small matrices, and kernels may use the words of {@code matrix.h}. */
    default boolean hasMatrixUnits() {
        return multiplies(DType.BF16);
    }

    /**
     * Whether its matrix units multiply all numbers of a type exactly, subnormal ones too.
     *
     * @param type f16 or bf16; units that multiply f16 multiply bf16
     */
    default boolean multiplies(DType type) {
        return false;
    }

    /** Whether four crews multiply together, from work-group memory, and kernels may use the words of {@code warpgroups.h} (NVIDIA's Hopper). */
    default boolean hasWarpgroups() {
        return false;
    }

    /** The vendor's library for products of dense matrices, where it is installed. */
    default Optional<DenseLibrary> denseLibrary() {
        return Optional.empty();
    }

    /** Why there is no such library, for reports; empty where there is one, or nobody looks for one. */
    default String denseLibraryLack() {
        return "";
    }

    /** Where choices between kernels that give the same bits are kept, if they are measured here; else they follow rules. */
    default Optional<TuningStore> tuning() {
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

package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.Launch;

/**
 * The arguments of a product as {@link dev.octavo.gpu.driver.DenseLibrary} has them in a launch. Strides are in elements, the others addresses.
 *
 * @param isAdded whether there is something to add; if not, {@code added} is some address that is not read
 */
public record ProductOperands(
        int m,
        int n,
        int k,
        long weights,
        long a,
        long aStride,
        long out,
        long outStride,
        boolean isAdded,
        long added,
        long addedStride,
        long workspace) {

    private static final int WEIGHTS = 0;
    private static final int A = 1;
    private static final int OUT = 3;
    private static final int SIZES = 5;
    private static final int IS_ADDED = 8;
    private static final int ADDED = 9;
    private static final int WORKSPACE = 11;

    /** Reads a launch, whose buffers have to be open. */
    public static ProductOperands of(Launch launch) {
        return new ProductOperands(
                (int) launch.bits(SIZES),
                (int) launch.bits(SIZES + 1),
                (int) launch.bits(SIZES + 2),
                LibraryKernel.address(launch, WEIGHTS),
                LibraryKernel.address(launch, A),
                launch.bits(A + 1),
                LibraryKernel.address(launch, OUT),
                launch.bits(OUT + 1),
                launch.bits(IS_ADDED) != 0,
                LibraryKernel.address(launch, ADDED),
                launch.bits(ADDED + 1),
                LibraryKernel.address(launch, WORKSPACE));
    }
}

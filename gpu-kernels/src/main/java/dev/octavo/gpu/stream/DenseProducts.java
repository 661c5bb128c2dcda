package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.DenseLibrary;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.tensor.DType;
import java.util.Set;

/** A vendor's library as a maker of launches. */
final class DenseProducts implements DenseLibrary {

    static final long WORKSPACE = 32L << 20;

    private static final int ALIGNMENT = 16;

    /** From here on unpacking weights for the library is a small part of the work; below, Octavo's kernels read each weight once as it lies. */
    private static final int FEWEST_ROWS = 256;

    private final ProductLibrary library;
    private final DeviceContext context;
    private final Handle workspace;
    private final ProductHandle handle;
    private final Set<DType> types;

    /**
     * Takes over a handle and its workspace, which are freed with this.
     *
     * @param types that it multiplies as it should
     */
    DenseProducts(
            ProductLibrary library, DeviceContext context, Handle workspace, ProductHandle handle, Set<DType> types) {
        this.library = library;
        this.context = context;
        this.workspace = workspace;
        this.handle = handle;
        this.types = Set.copyOf(types);
    }

    @Override
    public String name() {
        return library.version();
    }

    @Override
    public boolean multiplies(DType type, DType output) {
        return types.contains(type) && (output == type || output == DType.F32);
    }

    @Override
    public int fewestRows() {
        return FEWEST_ROWS;
    }

    @Override
    public long workspaceBytes() {
        return WORKSPACE;
    }

    @Override
    public int alignment() {
        return ALIGNMENT;
    }

    @Override
    public GpuKernel product(DType type, DType output) {
        return new Product(library.id(), handle, type, output);
    }

    @Override
    public void close() {
        close(context, handle, workspace);
    }

    static void close(DeviceContext context, ProductHandle handle, Handle workspace) {
        context.commands();
        handle.close();
        context.control().free(workspace);
    }

    /** A launch of the library. Its arguments are those of {@link DenseLibrary}. */
    private record Product(String library, ProductHandle handle, DType type, DType output) implements LibraryKernel {

        @Override
        public KernelKey key() {
            return KernelKey.of(library, "product", "TYPE", type, "OUT", output);
        }

        @Override
        public int maxGroupSize() {
            return 1;
        }

        @Override
        public void enqueue(Launch launch, Handle stream) {
            handle.multiply(type, output, ProductOperands.of(launch), stream);
        }

        @Override
        public void beforeCapture(Handle stream) {
            handle.beforeCapture(stream);
        }

        @Override
        public void afterCapture() {
            handle.afterCapture();
        }
    }
}

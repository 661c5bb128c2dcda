package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.ffi.CublasLt;
import dev.octavo.backend.cuda.ffi.CublasLtHandle;
import dev.octavo.backend.cuda.ffi.DenseShape;
import dev.octavo.backend.cuda.ffi.ProductLibrary;
import dev.octavo.gpu.driver.DenseChoice;
import dev.octavo.gpu.driver.DenseLibrary;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.stream.DeviceContext;
import dev.octavo.gpu.stream.Handle;
import dev.octavo.gpu.stream.LibraryKernel;
import dev.octavo.gpu.stream.ProductOperands;
import dev.octavo.spi.DeviceException;
import dev.octavo.tensor.DType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** cuBLASLt as a maker of launches. */
final class CublasLtProducts implements DenseLibrary {

    private static final Logger LOG = System.getLogger(CublasLtProducts.class.getName());
    private static final long WORKSPACE = 32L << 20;
    private static final int ALIGNMENT = 16;

    /** From here on unpacking weights for the library is a small part of the work; below, Octavo's kernels read each weight once as it lies. */
    private static final int FEWEST_ROWS = 256;

    private final String name;
    private final CublasLtHandle handle;

    private CublasLtProducts(String name, CublasLtHandle handle) {
        this.name = name;
        this.handle = handle;
    }

    /** The library for a context, if it is there and works. */
    static DenseChoice open(DeviceContext context, String explicit) {
        return switch (ProductLibrary.load(explicit)) {
            case ProductLibrary.Missing(String reason) -> {
                LOG.log(Level.DEBUG, "own kernels multiply all matrices: {0}", reason);
                yield DenseChoice.none(reason);
            }
            case CublasLt library -> {
                try {
                    context.commands();
                    yield DenseChoice.of(new CublasLtProducts(library.version(), library.open(WORKSPACE)));
                } catch (DeviceException e) {
                    LOG.log(Level.WARNING, "own kernels multiply all matrices: {0}", e.getMessage());
                    yield DenseChoice.none(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean multiplies(DType type, DType output) {
        return (type == DType.F16 || type == DType.BF16) && (output == type || output == DType.F32);
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
        return new Product(handle, code(type), code(output));
    }

    private static int code(DType type) {
        return switch (type) {
            case F32 -> DenseShape.FLOAT;
            case F16 -> DenseShape.HALF;
            case BF16 -> DenseShape.BFLOAT;
            default -> throw new IllegalArgumentException("cuBLASLt is not used for " + type);
        };
    }

    @Override
    public void close() {
        handle.close();
    }

    /** A launch of the library. Its arguments are those of {@link DenseLibrary}. */
    record Product(CublasLtHandle handle, int type, int output) implements LibraryKernel {

        @Override
        public KernelKey key() {
            return KernelKey.of("cublaslt", "product", "TYPE", type, "OUT", output);
        }

        @Override
        public int maxGroupSize() {
            return 1;
        }

        @Override
        public void enqueue(Launch launch, Handle stream) {
            ProductOperands product = ProductOperands.of(launch);
            DenseShape shape = new DenseShape(
                    type,
                    output,
                    product.m(),
                    product.n(),
                    product.k(),
                    product.aStride(),
                    product.outStride(),
                    product.addedStride(),
                    product.isAdded());
            handle.multiply(
                    shape, product.weights(), product.a(), product.added(), product.out(), product.workspace(), stream);
        }
    }
}

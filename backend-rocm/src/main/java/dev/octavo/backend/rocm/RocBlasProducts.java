package dev.octavo.backend.rocm;

import dev.octavo.backend.rocm.ffi.BlasLibrary;
import dev.octavo.backend.rocm.ffi.RocBlas;
import dev.octavo.backend.rocm.ffi.RocBlasHandle;
import dev.octavo.backend.rocm.ffi.RocBlasType;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** rocBLAS as a maker of launches, for the types that a device's matrix units multiply exactly. */
final class RocBlasProducts implements DenseLibrary {

    private static final Logger LOG = System.getLogger(RocBlasProducts.class.getName());
    private static final long WORKSPACE = 32L << 20;
    private static final int ALIGNMENT = 16;

    /** From here on unpacking weights for the library is a small part of the work; below, Octavo's kernels read each weight once as it lies. */
    private static final int FEWEST_ROWS = 256;

    private final String name;
    private final DeviceContext context;
    private final Handle workspace;
    private final RocBlasHandle handle;
    private final Set<DType> types;

    private RocBlasProducts(
            String name, DeviceContext context, Handle workspace, RocBlasHandle handle, Set<DType> types) {
        this.name = name;
        this.context = context;
        this.workspace = workspace;
        this.handle = handle;
        this.types = types;
    }

    /** The library for a device, if it is there and multiplies as it should. */
    static DenseChoice open(DeviceContext context, BlasLibrary found, Set<DType> types) {
        return switch (found) {
            case BlasLibrary.Missing(String reason) -> none(Level.DEBUG, reason);
            case RocBlas library -> {
                try {
                    yield open(context, library, types);
                } catch (DeviceException e) {
                    yield none(Level.WARNING, library.version() + " does not work: " + e.getMessage());
                }
            }
        };
    }

    private static DenseChoice none(Level level, String reason) {
        LOG.log(level, "own kernels multiply all matrices: {0}", reason);
        return DenseChoice.none(reason);
    }

    private static DenseChoice open(DeviceContext context, RocBlas library, Set<DType> types) {
        Handle workspace = context.control().allocate(WORKSPACE);
        if (workspace == null) {
            return none(Level.WARNING, "the device has no room for the workspace of " + library.version());
        }
        RocBlasHandle handle;
        try {
            context.commands();
            handle = library.open(workspace.address(), WORKSPACE);
        } catch (RuntimeException e) {
            context.control().free(workspace);
            throw e;
        }
        try {
            return tried(context, library.version(), workspace, handle, types);
        } catch (RuntimeException e) {
            close(context, handle, workspace);
            throw e;
        }
    }

    /** The library for the types that it multiplies as it should. */
    private static DenseChoice tried(
            DeviceContext context, String name, Handle workspace, RocBlasHandle handle, Set<DType> types) {
        RocBlasTrial trial = new RocBlasTrial(context, handle, workspace, WORKSPACE);
        Set<DType> right = EnumSet.noneOf(DType.class);
        List<String> faults = new ArrayList<>();
        for (DType type : types) {
            String fault = trial.fault(type);
            if (fault.isEmpty()) {
                right.add(type);
            } else {
                faults.add(name + " multiplies wrongly: " + fault);
            }
        }
        if (right.isEmpty()) {
            close(context, handle, workspace);
            return none(Level.WARNING, String.join("; ", faults));
        }
        faults.forEach(fault -> LOG.log(Level.WARNING, fault));
        return DenseChoice.of(new RocBlasProducts(name, context, workspace, handle, Set.copyOf(right)));
    }

    private static void close(DeviceContext context, RocBlasHandle handle, Handle workspace) {
        context.commands();
        handle.close();
        context.control().free(workspace);
    }

    @Override
    public String name() {
        return name;
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
        return new Product(handle, code(type), code(output));
    }

    static int code(DType type) {
        return switch (type) {
            case F32 -> RocBlasType.FLOAT;
            case F16 -> RocBlasType.HALF;
            case BF16 -> RocBlasType.BFLOAT;
            default -> throw new IllegalArgumentException("rocBLAS is not used for " + type);
        };
    }

    @Override
    public void close() {
        close(context, handle, workspace);
    }

    /** A launch of the library. Its arguments are those of {@link DenseLibrary}. */
    record Product(RocBlasHandle handle, int type, int output) implements LibraryKernel {

        @Override
        public KernelKey key() {
            return KernelKey.of("rocblas", "product", "TYPE", type, "OUT", output);
        }

        @Override
        public int maxGroupSize() {
            return 1;
        }

        @Override
        public void enqueue(Launch launch, Handle stream) {
            handle.multiply(type, output, ProductOperands.of(launch), WORKSPACE, stream);
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

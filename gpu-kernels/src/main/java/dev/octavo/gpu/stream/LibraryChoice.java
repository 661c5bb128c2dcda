package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.DenseChoice;
import dev.octavo.spi.DeviceException;
import dev.octavo.tensor.DType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Opens a vendor's library for products of dense matrices, and uses it for what it multiplies as it should. */
public final class LibraryChoice {

    private static final Logger LOG = System.getLogger(LibraryChoice.class.getName());

    private LibraryChoice() {}

    /**
     * The library for a device, if it is there and multiplies as it should.
     *
     * @param types that the device's matrix units multiply exactly
     */
    public static DenseChoice of(DeviceContext context, ProductLibrary library, Set<DType> types) {
        if (library.lack().isPresent()) {
            return none(Level.DEBUG, library.lack().get());
        }
        try {
            return open(context, library, types);
        } catch (DeviceException e) {
            return none(Level.WARNING, library.version() + " does not work: " + e.getMessage());
        }
    }

    private static DenseChoice none(Level level, String reason) {
        LOG.log(level, "own kernels multiply all matrices: {0}", reason);
        return DenseChoice.none(reason);
    }

    private static DenseChoice open(DeviceContext context, ProductLibrary library, Set<DType> types) {
        Handle workspace = context.control().allocate(DenseProducts.WORKSPACE);
        if (workspace == null) {
            return none(Level.WARNING, "the device has no room for the workspace of " + library.version());
        }
        ProductHandle handle;
        try {
            context.commands();
            handle = library.open(workspace.address(), DenseProducts.WORKSPACE);
        } catch (RuntimeException e) {
            context.control().free(workspace);
            throw e;
        }
        try {
            return tried(context, library, workspace, handle, types);
        } catch (RuntimeException e) {
            DenseProducts.close(context, handle, workspace);
            throw e;
        }
    }

    /** The library for the types that it multiplies as it should. */
    private static DenseChoice tried(
            DeviceContext context, ProductLibrary library, Handle workspace, ProductHandle handle, Set<DType> types) {
        ProductTrial trial = new ProductTrial(context, handle, workspace);
        Set<DType> right = EnumSet.noneOf(DType.class);
        List<String> faults = new ArrayList<>();
        for (DType type : EnumSet.copyOf(types)) {
            String fault = trial.fault(type);
            if (fault.isEmpty()) {
                right.add(type);
            } else {
                faults.add(library.version() + " multiplies wrongly: " + fault);
            }
        }
        if (right.isEmpty()) {
            DenseProducts.close(context, handle, workspace);
            return none(Level.WARNING, String.join("; ", faults));
        }
        faults.forEach(fault -> LOG.log(Level.WARNING, fault));
        return DenseChoice.of(new DenseProducts(library, context, workspace, handle, right));
    }
}

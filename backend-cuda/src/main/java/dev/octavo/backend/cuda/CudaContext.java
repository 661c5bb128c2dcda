package dev.octavo.backend.cuda;

import dev.octavo.backend.cuda.driver.CudaCommands;
import dev.octavo.backend.cuda.driver.CudaControl;
import dev.octavo.backend.cuda.driver.CudaDriver;
import dev.octavo.backend.cuda.driver.Handle;

/** A device's primary context. The driver keeps the current context per thread and callers come from anywhere, so it is made current before each call. */
final class CudaContext implements AutoCloseable {

    private final CudaDriver driver;
    private final int ordinal;
    private final Handle context;
    private boolean closed;

    CudaContext(CudaDriver driver, int ordinal) {
        this.driver = driver;
        this.ordinal = ordinal;
        context = driver.control().retainPrimary(ordinal);
    }

    /** The control plane, for one call. */
    CudaControl control() {
        driver.commands().bind(context);
        return driver.control();
    }

    /** The data plane, for one call. */
    CudaCommands commands() {
        CudaCommands commands = driver.commands();
        commands.bind(context);
        return commands;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            driver.control().releasePrimary(ordinal);
        }
    }
}

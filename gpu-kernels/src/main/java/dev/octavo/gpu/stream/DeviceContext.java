package dev.octavo.gpu.stream;

/**
 * A device's primary context. The library keeps the current context per thread and callers come from anywhere, so it is made current before each call.
 */
public final class DeviceContext implements AutoCloseable {

    private final DeviceControl control;
    private final DeviceCommands commands;
    private final LaunchLimits limits;
    private final int ordinal;
    private final Handle context;
    private boolean closed;

    /** Retains the context. */
    public DeviceContext(DeviceControl control, DeviceCommands commands, LaunchLimits limits, int ordinal) {
        this.control = control;
        this.commands = commands;
        this.limits = limits;
        this.ordinal = ordinal;
        context = control.retainPrimary(ordinal);
    }

    /** The control plane, for one call. */
    public DeviceControl control() {
        commands.bind(context);
        return control;
    }

    /** The data plane, for one call. */
    public DeviceCommands commands() {
        commands.bind(context);
        return commands;
    }

    LaunchLimits limits() {
        return limits;
    }

    /** Gives the context back; idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            control.releasePrimary(ordinal);
        }
    }
}

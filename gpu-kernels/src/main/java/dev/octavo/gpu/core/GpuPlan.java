package dev.octavo.gpu.core;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A prepared operator. It keeps no state of a call, since any thread may enqueue it: tensors go straight from the args into launches.
 *
 * @param <A> its args
 */
public abstract class GpuPlan<A> implements Plan<A> {

    /** Of the backend that made it. */
    protected final GpuCore core;

    private final String variant;
    private volatile boolean closed;

    /** @param variant which kernel was chosen */
    protected GpuPlan(GpuCore core, String variant) {
        this.core = core;
        this.variant = variant;
    }

    /** Checks one call's tensors and enqueues its kernels. */
    protected abstract void enqueue(GpuSink sink, A args, @Nullable GpuBuffer workspace);

    @Override
    public final void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace) {
        core.checkOpen();
        checkOpen();
        GpuSink own = GpuSink.of(core, sink);
        own.checkUsable();
        own.uses(this);
        enqueue(own, args, scratch(workspace));
    }

    /** Throws {@link IllegalStateException} if this plan is closed. */
    final void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this plan (" + variant + ") is closed");
        }
    }

    private @Nullable GpuBuffer scratch(@Nullable DeviceBuffer workspace) {
        long wanted = workspaceBytes();
        if (wanted == 0) {
            return null;
        }
        if (workspace == null || workspace.byteSize() < wanted) {
            throw new IllegalArgumentException(variant + " needs a workspace of " + wanted + " bytes, not "
                    + (workspace == null ? "none" : workspace.byteSize()));
        }
        return GpuBuffer.of(core, workspace);
    }

    @Override
    public final String variant() {
        return variant;
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void close() {
        closed = true;
    }
}

package dev.octavo.backend.cpu;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import org.jspecify.annotations.Nullable;

/**
 * A prepared operator. It is its own task object: while the pool is taken, {@link #bind} puts one call's tensors into fields, {@link #run} works on them, so that a call
 * allocates nothing.
 *
 * @param <A> its args
 */
abstract class CpuPlan<A> implements Plan<A>, TileTask {

    final CpuCore core;
    private final String variant;
    private volatile boolean closed;

    CpuPlan(CpuCore core, String variant) {
        this.core = core;
        this.variant = variant;
    }

    /** Takes over and checks one call's tensors. Throws {@link IllegalArgumentException} for wrong shapes and types. */
    abstract void bind(A args, @Nullable DeviceBuffer workspace);

    /** Does what was bound, on the pool's threads. */
    abstract void run();

    /** Runs one call now. */
    final void execute(A args, @Nullable DeviceBuffer workspace) {
        checkOpen();
        core.pool().enter();
        try {
            bind(args, workspace);
            run();
        } finally {
            core.pool().leave();
        }
    }

    /** Checks a call that will run later. */
    final void check(A args, @Nullable DeviceBuffer workspace) {
        checkOpen();
        core.pool().enter();
        try {
            bind(args, workspace);
        } finally {
            core.pool().leave();
        }
    }

    @Override
    public final void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace) {
        CpuSink.of(core, sink).submit(this, args, workspace);
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

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this plan (" + variant + ") is closed");
        }
    }
}

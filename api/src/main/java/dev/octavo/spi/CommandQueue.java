package dev.octavo.spi;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/** An in-order queue of a device. It belongs to one thread at a time; different threads may enqueue to different queues at the same time, also with the same plans. */
public interface CommandQueue extends CommandSink, AutoCloseable {

    /** Whether commands are enqueued before they have run, so that the host can plan its next step meanwhile. Says nothing about any single command. */
    default boolean isAsynchronous() {
        return false;
    }

    /** Copies device memory to the host. The target holds the bytes once a later fence is done. */
    void download(DeviceBuffer source, long sourceOffset, MemorySegment target);

    /**
     * Records what the body enqueues, without running it, for many launches. Buffers, shapes and plans are fixed by the capture, contents are read at each launch.
     *
     * @return empty where the device cannot; then nothing was enqueued, and the body may not have been called
     */
    Optional<CommandGraph> capture(Consumer<CommandSink> body);

    /** Enqueues all commands of a graph that was captured on a queue of the same backend. */
    void launch(CommandGraph graph);

    /** A fence behind all that has been enqueued so far. */
    Fence signal();

    /** Makes later commands of this queue wait for a fence of another queue of the same backend, without blocking the host. */
    void waitFor(Fence fence);

    /**
     * Blocks until everything enqueued so far has run.
     *
     * @throws DeviceException if a command failed
     */
    void await();

    /** Waits for the commands under way, then frees the queue; idempotent. */
    @Override
    void close();
}

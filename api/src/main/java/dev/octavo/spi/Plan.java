package dev.octavo.spi;

import org.jspecify.annotations.Nullable;

/**
 * A prepared operator. Any thread may enqueue it, into any sink of the backend that made it, any number of times.
 *
 * @param <A> its args
 */
public interface Plan<A> extends AutoCloseable {

    /** Which kernel was chosen. */
    String variant();

    /** Bytes of scratch memory that one enqueue needs, for the largest shape of the spec; 0 for none. */
    long workspaceBytes();

    /**
     * Enqueues the operator. Shapes in the args may be smaller than the spec's maximum, never larger; with an extent of 0 nothing is written; outputs must not overlap inputs unless the operator says so.
     * No allocation that grows with use, no waiting, no reading of device memory by the host.
     *
     * @param workspace at least {@link #workspaceBytes()} bytes that nothing else uses until this command has run; may be null where that is 0
     */
    void enqueue(CommandSink sink, A args, @Nullable DeviceBuffer workspace);

    /** Frees what the plan holds; idempotent. */
    @Override
    void close();
}

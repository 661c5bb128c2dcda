package dev.octavo.gpu.stream;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of an open device outside a step. Methods that need a context use the one that is current to the thread ({@link DeviceCommands#bind}). All throw
 * {@link dev.octavo.spi.DeviceException} with the call and the error's name if the library refuses.
 */
public interface DeviceControl {

    /** The context that all of a process share; released as often as retained. */
    Handle retainPrimary(int ordinal);

    /** Gives the context back. */
    void releasePrimary(int ordinal);

    /** Bytes free in the current context's device. */
    long freeBytes();

    /** Device memory; null if there is not enough. */
    @Nullable
    Handle allocate(long bytes);

    /** Frees device memory; waits for the device. */
    void free(Handle memory);

    /** Loads machine code (text ends with a zero byte); null if the library finds nothing in it that this device can run. */
    @Nullable
    Handle loadModule(byte[] image);

    /** Unloads a module and its functions. */
    void unloadModule(Handle module);

    /** A kernel of a module; null if the library, which may read a module late, now finds nothing in it that this device can run. */
    @Nullable
    Handle function(Handle module, String name);

    /** Most threads of a block with which a kernel can be launched. */
    int maxThreads(Handle function);

    /** Lets launches of a kernel bring so much work-group memory, which may be more than a kernel can declare. */
    default void allowLocal(Handle function, int bytes) {
        throw new UnsupportedOperationException("launches here bring no work-group memory");
    }

    /** A stream that does not wait for the legacy stream. */
    Handle createStream();

    /** Destroys a stream; what it holds still runs. */
    void destroyStream(Handle stream);

    /** An event without times. */
    Handle createEvent();

    /** Destroys an event. */
    void destroyEvent(Handle event);

    /** From now on the stream's commands are kept for a graph and not run; other threads are not restricted. */
    void beginCapture(Handle stream);

    /** Ends the capture; the result is destroyed with {@link #destroyGraph}. */
    Handle endCapture(Handle stream);

    /** Makes a graph ready to be launched. */
    Handle instantiate(Handle graph);

    /** Destroys a captured graph. */
    void destroyGraph(Handle graph);

    /** Destroys an instantiated graph. */
    void destroyExecutable(Handle executable);
}

package dev.octavo.gpu.stream;

import java.lang.foreign.MemorySegment;

/**
 * What is asked of an open device within a step. Nothing here leaves garbage. Addresses are device memory, or host memory where it says so. All throw
 * {@link dev.octavo.spi.DeviceException} with the call and the error's name if the library refuses.
 */
public interface DeviceCommands {

    /** Makes a context current to the calling thread. Cheap; needed before every other call, since a thread may come from anywhere. */
    void bind(Handle context);

    /** Page-locked host memory that every context can copy from; {@link MemorySegment#NULL} if there is not enough. It lives until it is freed. */
    MemorySegment allocateHost(long bytes);

    /** Frees page-locked memory. */
    void freeHost(MemorySegment memory);

    /** Copies to the device. From memory that is not page-locked this may wait. */
    void copyToDevice(long target, MemorySegment source, Handle stream);

    /** Copies to the host. To memory that is not page-locked this may wait. */
    void copyToHost(MemorySegment target, long source, Handle stream);

    /** Copies on the device. */
    void copyOnDevice(long target, long source, long bytes, Handle stream);

    /** Sets bytes on the device. */
    void fill(long target, byte value, long bytes, Handle stream);

    /** Launches a kernel. The block is read now. */
    void launch(Handle function, LaunchBlock block, Handle stream);

    /** Launches a graph. */
    void launchGraph(Handle executable, Handle stream);

    /** Records an event behind all that a stream holds. */
    void record(Handle event, Handle stream);

    /** Whether the point that an event recorded was reached. */
    boolean isReached(Handle event);

    /** Makes a stream wait for an event. */
    void waitFor(Handle stream, Handle event);

    /** Blocks until a stream has nothing left to do. */
    void await(Handle stream);
}

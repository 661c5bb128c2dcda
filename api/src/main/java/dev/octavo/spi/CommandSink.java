package dev.octavo.spi;

import java.lang.foreign.MemorySegment;

/**
 * What commands are enqueued into: a queue, or a graph that is being captured. Commands take effect in the order in which they were enqueued.
 * A backend may run a command at once or later; nobody may rely on either. A sink belongs to one thread at a time.
 */
public interface CommandSink {

    /**
     * Copies host memory to the device. The source has to stay alive and unchanged until the command has run.
     * Inside a capture the source is read again at each launch.
     */
    void upload(MemorySegment source, DeviceBuffer target, long targetOffset);

    /** Copies device memory; the ranges must not overlap. */
    void copy(DeviceBuffer source, long sourceOffset, DeviceBuffer target, long targetOffset, long bytes);

    /** Sets every byte of a range to one value. */
    void fill(DeviceBuffer target, long offset, long bytes, byte value);
}

package dev.octavo.gpu.driver;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** An in-order stream of commands. It belongs to one thread at a time. Nothing waits but {@link #await} and {@link #close}. Ranges were checked by the caller. */
public interface GpuStream extends AutoCloseable {

    /** Copies host memory, on or off the heap, to the device; native memory stays alive and unchanged until the command has run. */
    void upload(MemorySegment source, NativeBuffer target, long targetOffset);

    /** Copies device memory; the ranges do not overlap. */
    void copy(NativeBuffer source, long sourceOffset, NativeBuffer target, long targetOffset, long bytes);

    /** Sets every byte of a range. */
    void fill(NativeBuffer target, long offset, long bytes, byte value);

    /** Copies device memory to the host, on or off the heap; the target holds the bytes once a later event is done. */
    void download(NativeBuffer source, long sourceOffset, MemorySegment target);

    /** Enqueues a kernel. The launch is read now and may be reused by the caller at once. */
    void launch(Launch launch);

    /** A point behind all that was enqueued so far; also sends it on its way. */
    GpuEvent signal();

    /** Makes later commands wait for a point of another stream of the same device, without blocking the host. */
    void waitFor(GpuEvent event);

    /**
     * Prepares kernel launches that follow each other, for many launches as one. The default keeps the list and enqueues one after the other.
     *
     * @param launches not changed by anyone later
     */
    default LaunchSequence sequence(List<Launch> launches) {
        return new LaunchSequence() {
            @Override
            public void enqueue(GpuStream stream) {
                for (int i = 0; i < launches.size(); i++) {
                    stream.launch(launches.get(i));
                }
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Blocks until everything enqueued so far has run.
     *
     * @throws dev.octavo.spi.DeviceException if a command failed
     */
    void await();

    /** Waits for the commands under way, then frees the stream; idempotent; does not throw for commands that failed. */
    @Override
    void close();
}

package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.gpu.driver.NativeBuffer;

/** A call of a vendor's library that looks like a kernel, so that it takes its place in streams and graphs. */
public interface LibraryKernel extends GpuKernel {

    /** Enqueues the call; the device's context is current. */
    void enqueue(Launch launch, Handle stream);

    /** Comes before a stream is captured into which the call will be enqueued, by the thread that captures. */
    default void beforeCapture(Handle stream) {}

    /** Comes when that capture has ended, however, before the stream is destroyed. */
    default void afterCapture() {}

    /** Address of a buffer argument. */
    static long address(Launch launch, int index) {
        NativeBuffer buffer = launch.buffer(index);
        return AddressedBuffer.of(buffer).address() + launch.bits(index);
    }
}

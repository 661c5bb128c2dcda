package dev.octavo.gpu.stream;

import dev.octavo.gpu.driver.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Memory that kernels can reach under its address: the device's, or page-locked memory of the host, which has the same address on both sides. */
final class AddressedBuffer implements NativeBuffer {

    private final long address;
    private final long bytes;
    private final @Nullable MemorySegment host;
    private final Runnable release;
    private volatile boolean closed;

    /** @param release frees the memory; called once */
    AddressedBuffer(long address, long bytes, @Nullable MemorySegment host, Runnable release) {
        this.address = address;
        this.bytes = bytes;
        this.host = host;
        this.release = release;
    }

    static AddressedBuffer of(NativeBuffer buffer) {
        return (AddressedBuffer) buffer;
    }

    /** Throws {@link IllegalStateException} if it is closed. */
    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("a buffer of " + bytes + " bytes is closed");
        }
    }

    /** The address; throws {@link IllegalStateException} if it is closed, which recorded commands find out here. */
    long address() {
        checkOpen();
        return address;
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    @Override
    public Optional<MemorySegment> hostView() {
        return Optional.ofNullable(host);
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Quietly.run(release);
        }
    }
}

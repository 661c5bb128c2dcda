package dev.octavo.backend.scalar;

import dev.octavo.spi.*;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.*;

/** Host memory, up to a limit. */
final class ScalarMemory implements DeviceMemory {

    private final ScalarBackend backend;
    private final long total;
    private long allocated;
    private int buffers;

    ScalarMemory(ScalarBackend backend, long total) {
        this.backend = backend;
        this.total = total;
    }

    /** A buffer: all of an allocation, or a slice, which lives and dies with it. */
    private record Buffer(Life life, MemorySegment bytes, MemoryKind kind, boolean whole)
            implements DeviceBuffer, Life.Made {
        @Override
        public long byteSize() {
            return bytes.byteSize();
        }

        @Override
        public DeviceBuffer slice(long offset, long length) {
            life.requireOpen();
            return new Buffer(life, bytes.asSlice(offset, length), kind, false);
        }

        @Override
        public Optional<MemorySegment> hostView() {
            life.requireOpen();
            return Optional.of(bytes);
        }

        @Override
        public void close() {
            if (whole) {
                life.end();
            }
        }
    }

    /** The bytes of a buffer, if it is one of this backend and open. */
    MemorySegment bytes(DeviceBuffer buffer) {
        return Life.own(backend, Buffer.class, buffer).bytes;
    }

    @Override
    public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
        Objects.checkFromIndexSize(0, bytes, Long.MAX_VALUE);
        backend.requireOpen();
        count(bytes, 1, label);
        Arena arena = Arena.ofShared();
        Life life = Life.begin(backend, () -> {
            arena.close();
            count(-bytes, -1, label);
        });
        try {
            return new Buffer(life, arena.allocate(bytes, ScalarBackend.ALIGNMENT), kind, true);
        } catch (OutOfMemoryError e) {
            life.end();
            throw new OutOfDeviceMemoryException(bytes, stats().freeBytes(), label);
        }
    }

    private synchronized void count(long bytes, int number, String label) {
        if (bytes > total - allocated) {
            throw new OutOfDeviceMemoryException(bytes, total - allocated, label);
        }
        allocated += bytes;
        buffers += number;
    }

    @Override
    public Optional<DeviceBuffer> importHost(MemorySegment segment) {
        backend.requireOpen();
        return Optional.empty();
    }

    @Override
    public synchronized MemoryStats stats() {
        backend.requireOpen();
        return new MemoryStats(total, total - allocated, allocated, buffers);
    }
}

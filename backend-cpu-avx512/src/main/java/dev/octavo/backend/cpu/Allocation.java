package dev.octavo.backend.cpu;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** The lifetime of a buffer and of all windows into it. */
final class Allocation {

    private final CpuMemory memory;
    private final String label;
    private final long bytes;
    private final @Nullable Arena arena;
    private volatile boolean closed;

    /**
     * @param bytes how much the backend holds for it; 0 for imported memory
     * @param arena what to close; null for imported memory
     */
    Allocation(CpuMemory memory, String label, long bytes, @Nullable Arena arena) {
        this.memory = memory;
        this.label = label;
        this.bytes = bytes;
        this.arena = arena;
    }

    CpuMemory memory() {
        return memory;
    }

    String label() {
        return label;
    }

    long bytes() {
        return bytes;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("buffer \"" + label + "\" is closed");
        }
    }

    /** Frees the memory; idempotent. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        memory.forget(this);
        if (arena != null) {
            arena.close();
        }
    }
}

package dev.octavo.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of each pool thread for the inside of a tile. It grows when plans are prepared, never when they run, and what it held before stays valid for tiles
 * that are running meanwhile.
 */
final class Scratch implements AutoCloseable {

    private static final long ALIGNMENT = 4096;

    private final List<Arena> arenas = new ArrayList<>();
    private final MemorySegment[] perWorker;
    private long bytes;

    Scratch(int threads) {
        perWorker = new MemorySegment[threads];
        reserve(1 << 16);
    }

    /** Makes sure that each thread has at least so many bytes. */
    synchronized void reserve(long wanted) {
        if (wanted <= bytes) {
            return;
        }
        Arena arena = Arena.ofShared();
        arenas.add(arena);
        bytes = Math.max(wanted, 2 * bytes);
        for (int i = 0; i < perWorker.length; i++) {
            perWorker[i] = arena.allocate(bytes, ALIGNMENT);
        }
    }

    /** The memory of one thread; 4 KiB aligned. */
    MemorySegment of(int worker) {
        return perWorker[worker];
    }

    /** Frees all; nothing may run any more. */
    @Override
    public synchronized void close() {
        arenas.forEach(Arena::close);
        arenas.clear();
    }
}

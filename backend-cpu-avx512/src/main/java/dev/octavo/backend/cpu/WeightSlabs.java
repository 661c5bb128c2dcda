package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.LargePages;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Memory for weights, one matrix behind the other: each in large pages of its own would waste half a page, a quarter of what a small model weighs. A slab is freed when the last matrix in it is.
 */
final class WeightSlabs implements AutoCloseable {

    private static final long SLAB_BYTES = 64L << 20;

    /** What a matrix begins at. */
    private static final long PAGE = 4096;

    private final LargePages pages;
    private @Nullable Slab current;

    WeightSlabs(LargePages pages) {
        this.pages = pages;
    }

    /** Zeroed memory that is freed with the arena; empty if there is not enough. */
    synchronized Optional<MemorySegment> allocate(long bytes, Arena arena) {
        if (bytes > SLAB_BYTES / 2) {
            return pages.allocate(bytes, arena);
        }
        Slab slab = current;
        if (slab == null || slab.used + bytes > SLAB_BYTES) {
            close();
            slab = open();
            if (slab == null) {
                return Optional.empty();
            }
            current = slab;
        }
        return Optional.of(cut(slab, bytes, arena));
    }

    private @Nullable Slab open() {
        Arena own = Arena.ofShared();
        Optional<MemorySegment> memory = pages.allocate(SLAB_BYTES, own);
        if (memory.isEmpty()) {
            own.close();
            return null;
        }
        return new Slab(own, memory.get());
    }

    @SuppressWarnings("restricted") // The slab stays open as long as the piece.
    private MemorySegment cut(Slab slab, long bytes, Arena arena) {
        MemorySegment piece = slab.memory.asSlice(slab.used, bytes).reinterpret(arena, closed -> release(slab));
        slab.used = (slab.used + bytes + PAGE - 1) / PAGE * PAGE;
        slab.users++;
        return piece;
    }

    private synchronized void release(Slab slab) {
        slab.users--;
        if (slab.users == 0) {
            slab.arena.close();
        }
    }

    /** Nothing more is cut from the slab that was begun. */
    @Override
    public synchronized void close() {
        Slab slab = current;
        current = null;
        if (slab != null) {
            release(slab);
        }
    }

    private static final class Slab {

        private final Arena arena;
        private final MemorySegment memory;
        private long used;

        /** Matrices in it, and whoever cuts from it. */
        private int users = 1;

        private Slab(Arena arena, MemorySegment memory) {
            this.arena = arena;
            this.memory = memory;
        }
    }
}

package dev.octavo.gpu.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The staged blocks of one stream, used again and again. Guarded by the stream's progress. */
final class StagedBlocks {

    /** For token ids, positions, tables: what a step uploads. */
    static final int SMALL = 64 << 10;
    /** For the rest. */
    static final int LARGE = 4 << 20;
    /** Large blocks under way at most, before enqueueing waits. */
    static final int MOST_LARGE = 16;

    private final AddressedMemory memory;
    private final List<StagedBlock> all = new ArrayList<>();
    private final Deque<StagedBlock> small = new ArrayDeque<>();
    private final Deque<StagedBlock> large = new ArrayDeque<>();
    private int largeBlocks;

    StagedBlocks(AddressedMemory memory) {
        this.memory = memory;
    }

    /** Whether a block for this many bytes can be had without waiting. */
    boolean isAvailable(long bytes) {
        return bytes <= SMALL || !large.isEmpty() || largeBlocks < MOST_LARGE;
    }

    StagedBlock take(long bytes) {
        Deque<StagedBlock> free = bytes <= SMALL ? small : large;
        StagedBlock block = free.poll();
        if (block == null) {
            int size = bytes <= SMALL ? SMALL : LARGE;
            block = new StagedBlock(memory.pin(size, "transfers"));
            all.add(block);
            largeBlocks += size == LARGE ? 1 : 0;
        }
        return block;
    }

    void give(StagedBlock block) {
        (block.memory.byteSize() == SMALL ? small : large).push(block);
    }

    /** Frees all. */
    void close() {
        for (StagedBlock block : all) {
            Quietly.run(() -> memory.unpin(block.memory));
        }
        all.clear();
        small.clear();
        large.clear();
    }
}

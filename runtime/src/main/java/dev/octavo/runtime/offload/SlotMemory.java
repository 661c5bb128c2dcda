package dev.octavo.runtime.offload;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Host memory in slots of one block. Taken in pieces, when they are first needed. Not thread-safe. */
final class SlotMemory implements AutoCloseable {

    private static final long CHUNK_BYTES = 32L << 20;

    private final long blockBytes;
    private final int slots;
    private final int slotsPerChunk;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment[] chunks;

    SlotMemory(int slots, long blockBytes) {
        this.blockBytes = blockBytes;
        this.slots = slots;
        this.slotsPerChunk = Math.clamp(CHUNK_BYTES / blockBytes, 1, slots);
        this.chunks = new MemorySegment[Math.ceilDiv(slots, slotsPerChunk)];
    }

    MemorySegment of(int slot) {
        int chunk = slot / slotsPerChunk;
        MemorySegment memory = chunks[chunk];
        if (memory == null) {
            int count = Math.min(slotsPerChunk, slots - chunk * slotsPerChunk);
            memory = arena.allocate(count * blockBytes, 64);
            chunks[chunk] = memory;
        }
        return memory.asSlice((long) (slot % slotsPerChunk) * blockBytes, blockBytes);
    }

    /** Gives the memory back; no copy may be under way. */
    @Override
    public void close() {
        arena.close();
    }
}

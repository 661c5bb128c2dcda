package dev.octavo.runtime.offload;

import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.runtime.kv.BlockIndex;
import dev.octavo.runtime.kv.BlockTier;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Host memory behind a device's KV blocks: what the pool evicts is kept here, least recently used out first. A content that was brought back stays, so that evicting it again copies nothing.
 */
public final class HostTier implements BlockTier, AutoCloseable {

    /** Memory is taken in pieces of about this size, when they are first needed. */
    private static final long CHUNK_BYTES = 32L << 20;

    private final long blockBytes;
    private final int slotsPerChunk;
    private final BlockIndex index;
    private final Transfers transfers = new Transfers();
    private final OffloadFigures figures;
    private final int[] pins;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment[] chunks;

    /**
     * @param capacityBytes most host memory; at least one block fits in
     * @param blockBytes bytes of a block
     */
    public HostTier(long capacityBytes, long blockBytes) {
        long slots = Math.min(capacityBytes / blockBytes, Integer.MAX_VALUE / 8);
        if (slots < 1) {
            throw new IllegalArgumentException(
                    "a block takes " + blockBytes + " bytes, the tier has only " + capacityBytes);
        }
        this.blockBytes = blockBytes;
        this.index = new BlockIndex((int) slots);
        this.pins = new int[(int) slots];
        this.slotsPerChunk = (int) Math.clamp(CHUNK_BYTES / blockBytes, 1, slots);
        this.chunks = new MemorySegment[Math.ceilDiv((int) slots, slotsPerChunk)];
        this.figures = new OffloadFigures((int) slots);
    }

    /** What it did so far; to be read from any thread. */
    public OffloadFigures figures() {
        return figures;
    }

    @Override
    public int find(long[] words, int at) {
        return figures.paysToBring() ? index.find(words, at) : -1;
    }

    @Override
    public void pin(int slot) {
        pins[slot]++;
    }

    @Override
    public void bring(int slot, int block) {
        pins[slot]--;
        index.touch(slot);
        transfers.add(block, slot, false);
    }

    @Override
    public void keep(int block, long[] words, int at) {
        int known = index.find(words, at);
        if (known >= 0) {
            index.touch(known);
            return;
        }
        int slot = index.leastRecentlyUsed();
        if (pins[slot] > 0) {
            figures.skipped();
            return;
        }
        index.replace(slot, words, at);
        figures.holds(index.size());
        transfers.add(block, slot, true);
    }

    @Override
    public void clear() {
        index.clear();
        figures.holds(0);
    }

    /**
     * Hands the copies that were asked for to the device, ahead of the step that is launched next.
     *
     * @throws RuntimeException if the device failed; everything here is forgotten then
     */
    public void launch(BlockCopier copier) {
        if (transfers.isEmpty()) {
            return;
        }
        try {
            for (int i = 0; i < transfers.size(); i++) {
                copy(copier, i);
            }
        } catch (RuntimeException failed) {
            clear();
            throw failed;
        } finally {
            transfers.clear();
        }
    }

    private void copy(BlockCopier copier, int transfer) {
        MemorySegment memory = memory(transfers.slot(transfer));
        long start = System.nanoTime();
        if (transfers.toHost(transfer)) {
            copier.toHost(transfers.block(transfer), memory);
            figures.stored(blockBytes, System.nanoTime() - start);
        } else {
            copier.toDevice(transfers.block(transfer), memory);
            figures.loaded(blockBytes, System.nanoTime() - start);
        }
    }

    private MemorySegment memory(int slot) {
        int chunk = slot / slotsPerChunk;
        MemorySegment memory = chunks[chunk];
        if (memory == null) {
            int slots = Math.min(slotsPerChunk, pins.length - chunk * slotsPerChunk);
            memory = arena.allocate(slots * blockBytes, 64);
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

package dev.octavo.runtime.offload;

import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.runtime.kv.BlockContent;
import dev.octavo.runtime.kv.BlockIndex;
import dev.octavo.runtime.kv.BlockTier;
import dev.octavo.runtime.kv.CachedBlock;
import dev.octavo.runtime.kv.Fetch;
import dev.octavo.runtime.offload.disk.DiskTier;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Host memory behind a device's KV blocks: what the pool evicts is kept here, least recently used out first. A content that was brought back stays, so that evicting it again copies nothing. What is
 * evicted here goes to a disk, where there is one, and comes back through here.
 *
 * <p>A slot is quiet when all copies between it and the device that were asked for have happened; only then may the host itself read or write it.
 */
public final class HostTier implements BlockTier, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HostTier.class.getName());
    private static final int TRIES = 8;
    private static final Duration DISK_PATIENCE = Duration.ofSeconds(10);

    private final long blockBytes;
    private final BlockIndex index;
    private final Transfers transfers = new Transfers();
    private final OffloadFigures figures;
    private final int[] pins;
    private final long[] lastCopy;
    private final SlotMemory memory;
    private final @Nullable DiskTier disk;
    private final @Nullable Promotions promotions;
    private long launches;
    private long awaited;
    private @Nullable List<CachedBlock> retired;

    /**
     * Host memory alone.
     *
     * @param capacityBytes most host memory; at least one block fits in
     * @param blockBytes bytes of a block
     */
    public HostTier(long capacityBytes, long blockBytes) {
        this(capacityBytes, blockBytes, null);
    }

    /**
     * @param capacityBytes most host memory; at least one block fits in
     * @param blockBytes bytes of a block
     * @param disk closed with this
     */
    public HostTier(long capacityBytes, long blockBytes, @Nullable DiskTier disk) {
        long slots = Math.min(capacityBytes / blockBytes, Integer.MAX_VALUE / 8);
        if (slots < 1) {
            throw new IllegalArgumentException(
                    "a block takes " + blockBytes + " bytes, the tier has only " + capacityBytes);
        }
        this.blockBytes = blockBytes;
        this.index = new BlockIndex((int) slots);
        this.pins = new int[(int) slots];
        this.lastCopy = new long[(int) slots];
        this.memory = new SlotMemory((int) slots, blockBytes);
        this.figures = new OffloadFigures((int) slots);
        this.disk = disk;
        this.promotions = disk == null ? null : new Promotions(this, disk, (int) slots);
    }

    /** What it did so far; to be read from any thread. */
    public OffloadFigures figures() {
        return figures;
    }

    /** The disk behind it. */
    public Optional<DiskTier> disk() {
        return Optional.ofNullable(disk);
    }

    @Override
    public int find(long[] words, int at, int group) {
        return figures.paysToBring() ? index.find(words, at, group) : -1;
    }

    @Override
    public void pin(int slot) {
        pins[slot]++;
    }

    @Override
    public void touch(int slot) {
        index.touch(slot);
    }

    @Override
    public void bring(int slot, int block) {
        pins[slot]--;
        index.touch(slot);
        copyAtLaunch(block, slot, false);
    }

    private void copyAtLaunch(int block, int slot, boolean toHost) {
        transfers.add(block, slot, toHost);
        lastCopy[slot] = launches + 1;
    }

    @Override
    public void keep(int block, long[] words, int at, int group) {
        int known = index.find(words, at, group);
        if (known >= 0) {
            index.touch(known);
            return;
        }
        int slot = victim(false);
        if (slot < 0) {
            figures.skipped();
            return;
        }
        spill(slot);
        index.replace(slot, words, at, group);
        figures.holds(index.size());
        copyAtLaunch(block, slot, true);
    }

    /** The least recently used slot that nobody holds, or -1. */
    private int victim(boolean quiet) {
        for (int i = 0; i < Math.min(TRIES, pins.length); i++) {
            int slot = index.leastRecentlyUsed();
            if (pins[slot] == 0 && (!quiet || isQuiet(slot))) {
                return slot;
            }
            index.touch(slot);
        }
        return -1;
    }

    private boolean isQuiet(int slot) {
        return lastCopy[slot] <= awaited;
    }

    /** What a slot holds goes to the disk, before it is overwritten. */
    private void spill(int slot) {
        if (disk == null || !index.contains(slot)) {
            return;
        }
        if (isQuiet(slot)) {
            disk.keep(index.content(slot), memory.of(slot));
        } else {
            disk.figures().dropped();
        }
    }

    @Override
    public int room() {
        return promotions == null ? 0 : promotions.room();
    }

    @Override
    public boolean isFar(long[] words, int at, int group) {
        return disk != null && index.find(words, at, group) < 0 && disk.contains(words, at, group);
    }

    @Override
    public void lookedUp(int queried, int found) {
        if (disk != null) {
            disk.figures().lookedUp(queried, found);
        }
    }

    @Override
    public @Nullable Fetch fetch(List<BlockContent> contents, int tokens) {
        if (disk == null || promotions == null || !figures.paysToFetch(disk.expectedNanos(contents.size()), tokens)) {
            return null;
        }
        return promotions.begin(contents);
    }

    @Override
    public void settle() {
        if (disk != null) {
            disk.settle();
        }
    }

    /** A quiet slot to read into, held and without content, or -1. */
    int reserve() {
        int slot = victim(true);
        if (slot >= 0) {
            spill(slot);
            index.forget(slot);
            index.touch(slot);
            figures.holds(index.size());
            pins[slot]++;
        }
        return slot;
    }

    /** Memory of a slot. */
    MemorySegment memory(int slot) {
        return memory.of(slot);
    }

    /** A reserved slot was read into; it may have come in another way meanwhile. */
    void arrived(int slot, BlockContent content, boolean sound) {
        long[] words = content.words();
        if (sound && index.find(words, 0, content.group()) < 0) {
            index.replace(slot, words, 0, content.group());
            figures.holds(index.size());
        }
    }

    /** Nobody waits for a reserved slot any more. */
    void release(int slot) {
        pins[slot]--;
        if (!index.contains(slot)) {
            index.forget(slot);
        }
    }

    @Override
    public void clear() {
        forget();
        if (disk != null) {
            disk.clear();
        }
    }

    private void forget() {
        index.clear();
        figures.holds(0);
        if (promotions != null) {
            promotions.clear();
        }
    }

    /**
     * Hands the copies that were asked for to the device, ahead of the step that is launched next.
     *
     * @return the launch's number, rising
     * @throws RuntimeException if the device failed; everything in host memory is forgotten then
     */
    public long launch(BlockCopier copier) {
        launches++;
        if (transfers.isEmpty()) {
            return launches;
        }
        try {
            for (int i = 0; i < transfers.size(); i++) {
                copy(copier, i);
            }
        } catch (RuntimeException failed) {
            forget();
            throw failed;
        } finally {
            transfers.clear();
        }
        return launches;
    }

    /** The step behind a launch is done, and so are the copies ahead of it and of those before. */
    public void awaited(long launch) {
        awaited = launch;
    }

    private void copy(BlockCopier copier, int transfer) {
        MemorySegment slot = memory.of(transfers.slot(transfer));
        long start = System.nanoTime();
        if (transfers.toHost(transfer)) {
            copier.toHost(transfers.block(transfer), slot);
            figures.stored(blockBytes, System.nanoTime() - start);
        } else {
            copier.toDevice(transfers.block(transfer), slot);
            figures.loaded(blockBytes, System.nanoTime() - start);
        }
    }

    @Override
    public void retire(List<CachedBlock> cached) {
        retired = cached;
    }

    /**
     * After {@link #retire}: writes what device and host memory hold to the disk, the most valuable first, as far as that fits and for as long as it may take. No step may run.
     *
     * @param copier the device's, while it is still open
     */
    public void save(BlockCopier copier, Duration patience) {
        List<CachedBlock> cached = retired;
        if (disk == null || cached == null) {
            return;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        if (disk.drain(patience)) {
            new Retirement(disk, deadline).save(cached, copier, index, this, blockBytes);
        }
    }

    /** Whether a slot's content counts after the last step: copies that were asked for and never launched did not happen. */
    boolean isSound(int slot) {
        return isQuiet(slot) && index.contains(slot);
    }

    /** Gives the memory back; no copy may be under way. */
    @Override
    public void close() {
        if (disk != null && !disk.drain(DISK_PATIENCE)) {
            LOG.log(
                    Level.WARNING,
                    "the disk with KV blocks does not answer; its file stays in use until the process ends");
            return;
        }
        if (disk != null) {
            disk.close();
        }
        memory.close();
    }
}

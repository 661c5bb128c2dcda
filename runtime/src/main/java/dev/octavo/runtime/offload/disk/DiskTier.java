package dev.octavo.runtime.offload.disk;

import dev.octavo.runtime.kv.BlockContent;
import dev.octavo.runtime.kv.BlockIndex;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * KV blocks on a disk, least recently used out first. The step loop owns the index and calls everything here; it never waits for the disk. One thread writes, a few read; what they finished is
 * taken note of by {@link #settle}. The first error switches everything off for good.
 */
public final class DiskTier {

    private static final System.Logger LOG = System.getLogger(DiskTier.class.getName());
    private static final int READERS = 2;
    private static final int TRIES = 8;
    private static final long QUEUE_BYTES = 64L << 20;
    private static final int MAX_QUEUE = 256;

    /** Told on the step loop how a read ended. */
    public interface ReadEnd {
        /** Whether the target holds the content now. */
        void ended(boolean arrived);
    }

    private final BlockStore store;
    private final long blockBytes;
    private final BlockIndex index;
    private final int[] crcs;
    private final boolean[] writing;
    private final int[] readers;
    private final DiskFigures figures;
    private final ArrayDeque<MemorySegment> buffers = new ArrayDeque<>();
    private final int mostBuffers;
    private final ConcurrentLinkedQueue<Runnable> ended = new ConcurrentLinkedQueue<>();
    private final ExecutorService writer = threads(1, "octavo-kv-write-");
    private final ExecutorService reader = threads(READERS, "octavo-kv-read-");
    private final AtomicBoolean broken = new AtomicBoolean();
    private volatile boolean draining;
    private int reads;
    private int writes;
    private int generation;
    private long stamp;

    DiskTier(BlockStore store, int slots, long blockBytes, int groups) throws IOException {
        this.store = store;
        this.blockBytes = blockBytes;
        this.index = new BlockIndex(slots);
        this.crcs = new int[slots];
        this.writing = new boolean[slots];
        this.readers = new int[slots];
        this.figures = new DiskFigures(slots, READERS);
        this.mostBuffers = Math.clamp(QUEUE_BYTES / blockBytes, 2, MAX_QUEUE);
        load(groups);
    }

    /**
     * Opens what is in a directory, or an empty store.
     *
     * @param fileBytes most bytes of the file
     * @param identity 32 bytes: what is there counts only if it was written under the same
     * @param groups groups of layers
     * @throws dev.octavo.spi.UserException if another process uses the directory, others can read it, or the size does not suffice
     * @throws dev.octavo.spi.ResourceException if it cannot be read or written
     */
    public static DiskTier open(Path directory, long fileBytes, long blockBytes, byte[] identity, int groups) {
        StoreLayout layout = StoreLayout.of(fileBytes, blockBytes);
        BlockFile file = BlockFile.open(directory, layout, identity);
        try {
            return new DiskTier(file, layout.slots(), blockBytes, groups);
        } catch (IOException e) {
            throw BlockFile.unusable(directory, e, file);
        }
    }

    private static ExecutorService threads(int count, String name) {
        return Executors.newFixedThreadPool(
                count, Thread.ofPlatform().daemon().name(name, 0).factory());
    }

    private void load(int groups) throws IOException {
        long[] stamps = new long[crcs.length];
        store.load((slot, entry) -> {
            BlockContent content = entry.content();
            boolean sound = content.group() >= 0 && content.group() < groups && entry.stamp() > 0;
            if (sound && index.find(content.words(), 0, content.group()) < 0) {
                index.replace(slot, content.words(), 0, content.group());
                crcs[slot] = entry.crc();
                stamps[slot] = entry.stamp();
            }
        });
        IntStream.range(0, stamps.length)
                .filter(slot -> stamps[slot] > 0)
                .boxed()
                .sorted(Comparator.comparingLong(slot -> stamps[slot]))
                .forEach(index::touch);
        // A damaged stamp cannot make the following ones overflow.
        stamp = Math.min(Arrays.stream(stamps).max().orElse(0), Long.MAX_VALUE / 2);
        figures.holds(index.size());
        LOG.log(Level.INFO, "{0} KV blocks are on disk, {1} have room", index.size(), stamps.length);
    }

    /** The key under which contents are hashed, 32 bytes. */
    public byte[] key() {
        return store.key();
    }

    /** What it did so far. */
    public DiskFigures figures() {
        return figures;
    }

    /** Blocks that have room. */
    public int slots() {
        return crcs.length;
    }

    /** Blocks that can be read. */
    public int size() {
        return broken.get() ? 0 : index.size();
    }

    /** Whether a content can be read. */
    public boolean contains(long[] words, int at, int group) {
        int slot = index.find(words, at, group);
        return slot >= 0 && !writing[slot] && !broken.get();
    }

    /** Writes a block some time, if it is not there and the queue is not full; copies it before this returns. */
    public void keep(BlockContent content, MemorySegment bytes) {
        if (broken.get()) {
            return;
        }
        long[] words = content.words();
        int known = index.find(words, 0, content.group());
        if (known >= 0) {
            index.touch(known);
            return;
        }
        int slot = writes < mostBuffers ? freeSlot() : -1;
        if (slot < 0) {
            figures.dropped();
            return;
        }
        index.replace(slot, words, 0, content.group());
        writing[slot] = true;
        writes++;
        underWay();
        MemorySegment buffer = buffers.isEmpty() ? Arena.ofAuto().allocate(blockBytes, 64) : buffers.pop();
        MemorySegment.copy(bytes, 0, buffer, 0, blockBytes);
        int since = generation;
        long use = ++stamp;
        writer.execute(() -> {
            OptionalInt crc = write(slot, content, use, buffer);
            ended.add(() -> written(slot, since, crc, buffer));
        });
    }

    /** A slot to be overwritten that nobody reads or writes, or -1. */
    private int freeSlot() {
        for (int i = 0; i < TRIES; i++) {
            int slot = index.leastRecentlyUsed();
            if (!writing[slot] && readers[slot] == 0) {
                return slot;
            }
            index.touch(slot);
        }
        return -1;
    }

    /** On any thread: empty if that failed. */
    private OptionalInt write(int slot, BlockContent content, long use, MemorySegment bytes) {
        if (broken.get()) {
            return OptionalInt.empty();
        }
        try {
            long start = System.nanoTime();
            int crc = store.write(slot, content, use, bytes.asByteBuffer());
            figures.written(blockBytes, System.nanoTime() - start);
            return OptionalInt.of(crc);
        } catch (IOException | RuntimeException failed) {
            figures.writeFailed();
            switchOff(failed);
            return OptionalInt.empty();
        }
    }

    private void written(int slot, int since, OptionalInt crc, MemorySegment buffer) {
        writes--;
        buffers.push(buffer);
        if (since != generation) {
            return;
        }
        writing[slot] = false;
        if (crc.isPresent()) {
            crcs[slot] = crc.getAsInt();
        } else {
            index.forget(slot);
        }
    }

    /**
     * Begins to read a content that is there.
     *
     * @param target not to be touched until the end was told
     * @param end told by {@link #settle}
     */
    public void read(BlockContent content, MemorySegment target, ReadEnd end) {
        int slot = index.find(content.words(), 0, content.group());
        index.touch(slot);
        readers[slot]++;
        reads++;
        underWay();
        int since = generation;
        int crc = crcs[slot];
        reader.execute(() -> {
            long start = System.nanoTime();
            boolean arrived = read(slot, content, crc, target);
            long nanos = System.nanoTime() - start;
            ended.add(() -> {
                reads--;
                figures.readCost(nanos);
                end.ended(wasRead(slot, since, arrived));
            });
        });
    }

    private boolean read(int slot, BlockContent content, int crc, MemorySegment target) {
        if (broken.get() || draining) {
            return false;
        }
        try {
            long start = System.nanoTime();
            boolean sound = store.read(slot, content, crc, target.asByteBuffer());
            figures.read(blockBytes, System.nanoTime() - start);
            return sound;
        } catch (IOException | RuntimeException failed) {
            switchOff(failed);
            return false;
        }
    }

    private boolean wasRead(int slot, int since, boolean arrived) {
        if (since != generation) {
            return false;
        }
        readers[slot]--;
        if (!arrived) {
            figures.readFailed();
            forget(slot);
        }
        return arrived;
    }

    /** What is damaged is not found again; while others read it, it stays where it is. */
    private void forget(int slot) {
        if (readers[slot] == 0 && !writing[slot]) {
            index.forget(slot);
        }
    }

    private void switchOff(Exception failed) {
        if (broken.compareAndSet(false, true)) {
            figures.switchedOff();
            LOG.log(
                    Level.WARNING,
                    "KV blocks are kept on disk no more, because it failed; the engine goes on without: " + failed);
        }
    }

    /** Takes note of what was read and written. */
    public void settle() {
        if (ended.isEmpty()) {
            return;
        }
        for (Runnable end = ended.poll(); end != null; end = ended.poll()) {
            end.run();
        }
        underWay();
    }

    private void underWay() {
        figures.underWay(reads, writes);
        figures.holds(index.size());
    }

    /** What reading so many blocks would take now, in nanoseconds; 0 while nothing was read yet. */
    public double expectedNanos(int blocks) {
        return figures.expectedNanos(blocks);
    }

    /** Forgets everything. */
    public void clear() {
        generation++;
        index.clear();
        Arrays.fill(writing, false);
        Arrays.fill(readers, 0);
        figures.holds(0);
        writer.execute(this::clearStore);
    }

    private void clearStore() {
        try {
            store.clear();
        } catch (IOException | RuntimeException failed) {
            switchOff(failed);
        }
    }

    /**
     * Ends reading and writing: reads that wait are given up, writes that wait are done.
     *
     * @return false if the disk hangs; then memory that is read into stays in use
     */
    public boolean drain(Duration patience) {
        // Not by an interrupt, which would close the file.
        draining = true;
        reader.shutdown();
        writer.shutdown();
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        boolean quiet = false;
        while (!quiet && System.nanoTime() < deadline) {
            try {
                quiet = reader.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
                        && writer.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException retry) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        settle();
        return quiet;
    }

    /** Takes so many numbers for {@link #save}, and returns the highest. */
    public long stamps(int count) {
        stamp += count;
        return stamp;
    }

    /**
     * Writes a block at once, after {@link #drain}.
     *
     * @param use a number of {@link #stamps}: the higher, the later it was used
     */
    public void save(BlockContent content, MemorySegment bytes, long use) {
        long[] words = content.words();
        int slot = index.find(words, 0, content.group());
        if (slot >= 0) {
            index.touch(slot);
            restamp(slot, content, use);
            return;
        }
        slot = freeSlot();
        if (slot >= 0) {
            index.replace(slot, words, 0, content.group());
            write(slot, content, use, bytes);
        }
    }

    private void restamp(int slot, BlockContent content, long use) {
        try {
            if (!broken.get()) {
                store.restamp(slot, content, crcs[slot], use);
            }
        } catch (IOException failed) {
            switchOff(failed);
        }
    }

    /** Gives the file to others; after {@link #drain}. */
    public void close() {
        try {
            store.close();
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "the file with KV blocks could not be closed: " + failed);
        }
    }
}

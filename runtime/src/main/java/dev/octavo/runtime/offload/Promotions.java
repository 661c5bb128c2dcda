package dev.octavo.runtime.offload;

import dev.octavo.runtime.kv.BlockContent;
import dev.octavo.runtime.kv.Fetch;
import dev.octavo.runtime.offload.disk.DiskTier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads from disk into slots of host memory, on behalf of sequences that wait for them. Sequences that want the same content wait for the same read. A slot is held while it is read into and
 * while one of them still waits. Belongs to the step loop.
 */
final class Promotions {

    /** How much longer than expected a sequence waits. */
    private static final int PATIENCE = 4;

    private static final long LEAST_PATIENCE_NANOS = 1_000_000_000;

    private final HostTier host;
    private final DiskTier disk;
    private final int most;
    private final Map<BlockContent, Read> underWay = new HashMap<>();
    private int held;

    /** @param slots of the host tier */
    Promotions(HostTier host, DiskTier disk, int slots) {
        this.host = host;
        this.disk = disk;
        this.most = Math.max(1, slots / 4);
    }

    /** One content on its way. */
    private static final class Read {
        private final int slot;
        private int waiters;
        private boolean over;
        private boolean forgotten;

        Read(int slot) {
            this.slot = slot;
        }
    }

    int room() {
        return disk.size() == 0 ? 0 : most - held;
    }

    @Nullable
    Fetch begin(List<BlockContent> contents) {
        double expected = disk.expectedNanos(contents.size());
        List<Read> reads = new ArrayList<>(contents.size());
        for (BlockContent content : contents) {
            Read read = underWay.get(content);
            if (read == null) {
                int slot = host.reserve();
                if (slot < 0) {
                    break;
                }
                // What made room for it went to the disk, where it may have taken this content's place.
                if (!disk.contains(content.words(), 0, content.group())) {
                    host.release(slot);
                    break;
                }
                read = start(content, slot);
            }
            read.waiters++;
            reads.add(read);
        }
        long patience = Math.max(LEAST_PATIENCE_NANOS, (long) (PATIENCE * expected));
        return reads.isEmpty() ? null : new Wait(reads, System.nanoTime() + patience);
    }

    private Read start(BlockContent content, int slot) {
        Read read = new Read(slot);
        held++;
        underWay.put(content, read);
        disk.read(content, host.memory(slot), arrived -> {
            read.over = true;
            underWay.remove(content, read);
            host.arrived(slot, content, arrived && !read.forgotten);
            letGo(read);
        });
        return read;
    }

    private void letGo(Read read) {
        if (read.over && read.waiters == 0) {
            held--;
            host.release(read.slot);
        }
    }

    /** What is on its way must not be found when it arrives. */
    void clear() {
        underWay.values().forEach(read -> read.forgotten = true);
        underWay.clear();
    }

    /** A sequence that waits. */
    private final class Wait implements Fetch {
        private final List<Read> reads;
        private final long deadline;

        Wait(List<Read> reads, long deadline) {
            this.reads = reads;
            this.deadline = deadline;
        }

        @Override
        public boolean done() {
            for (Read read : reads) {
                if (!read.over && !read.forgotten) {
                    return System.nanoTime() - deadline >= 0;
                }
            }
            return true;
        }

        @Override
        public void close() {
            for (Read read : reads) {
                read.waiters--;
                letGo(read);
            }
        }
    }
}

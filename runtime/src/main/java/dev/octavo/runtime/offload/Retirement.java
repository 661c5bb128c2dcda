package dev.octavo.runtime.offload;

import dev.octavo.runtime.execute.BlockCopier;
import dev.octavo.runtime.kv.BlockIndex;
import dev.octavo.runtime.kv.CachedBlock;
import dev.octavo.runtime.offload.disk.DiskTier;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Saves what an engine knows at its end: first what the device holds, then what host memory does, both from what was used last. */
final class Retirement {

    private static final System.Logger LOG = System.getLogger(Retirement.class.getName());

    private final DiskTier disk;
    private final long deadline;
    private int left;
    private long stamp;

    Retirement(DiskTier disk, long deadline) {
        this.disk = disk;
        this.deadline = deadline;
    }

    void save(List<CachedBlock> cached, BlockCopier copier, BlockIndex index, HostTier host, long blockBytes) {
        int[] slots = index.recentFirst();
        left = Math.min(disk.slots(), cached.size() + slots.length);
        stamp = disk.stamps(left);
        long before = disk.figures().writtenBytes();
        if (!cached.isEmpty()) {
            saveDevice(cached, copier, blockBytes);
        }
        for (int slot : slots) {
            if (host.isSound(slot) && mayGoOn()) {
                disk.save(index.content(slot), host.memory(slot), stamp--);
            }
        }
        LOG.log(
                Level.INFO,
                "{0} bytes of KV blocks were saved to the disk",
                disk.figures().writtenBytes() - before);
    }

    private void saveDevice(List<CachedBlock> cached, BlockCopier copier, long blockBytes) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment buffer = arena.allocate(blockBytes, 64);
            for (CachedBlock block : cached) {
                if (mayGoOn()) {
                    copier.toHost(block.block(), buffer);
                    copier.await();
                    disk.save(block.content(), buffer, stamp--);
                }
            }
        }
    }

    private boolean mayGoOn() {
        return left-- > 0 && System.nanoTime() < deadline;
    }
}

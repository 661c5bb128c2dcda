package dev.octavo.runtime.kv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reference counts of all KV blocks and the order in which free ones are taken. Block 0 is the null block: padding points to it, nobody owns it.
 *
 * <p>A free block that holds a known prefix keeps its content until it is taken: such blocks wait in the order in which they were freed (least recently used first), behind
 * those that hold nothing. Not thread-safe.
 */
public final class BlockPool {

    /** The block that no sequence owns. */
    public static final int NULL_BLOCK = 0;

    private final int[] references;
    private final FreeList free;
    private final PrefixIndex index;
    private final BlockTier tier;
    private @Nullable KvEventRecorder recorder;

    /** @param blocks all blocks, the null block included; at least 2 */
    public BlockPool(int blocks) {
        this(blocks, BlockTier.NONE);
    }

    /**
     * @param blocks all blocks, the null block included; at least 2
     * @param tier gets what is overwritten
     */
    BlockPool(int blocks, BlockTier tier) {
        if (blocks < 2) {
            throw new IllegalArgumentException(
                    "a pool needs at least 2 blocks, the null block included, but has " + blocks);
        }
        this.tier = tier;
        references = new int[blocks];
        free = new FreeList(blocks);
        index = new PrefixIndex(blocks);
        for (int block = 1; block < blocks; block++) {
            free.addLast(block);
        }
    }

    /** Takes the free block that was unused for longest, with one reference; its content is forgotten. */
    int allocate() {
        if (free.size() == 0) {
            throw new IllegalStateException("no free KV block: capacity has to be checked before");
        }
        int block = free.first();
        free.remove(block);
        if (index.contains(block)) {
            if (recorder != null) {
                recorder.removed(block);
            }
            tier.keep(block, index.words(), PrefixIndex.at(block), index.group(block));
            index.remove(block);
        }
        references[block] = 1;
        return block;
    }

    /** Whom to tell when content is forgotten. */
    void recorder(KvEventRecorder value) {
        recorder = value;
    }

    /** Adds a reference; a free block is free no more and keeps its content. The null block has no references. */
    void retain(int block) {
        if (block == NULL_BLOCK) {
            return;
        }
        if (references[block]++ == 0) {
            free.remove(block);
        }
    }

    /** Drops a reference; without any the block is free. The null block has no references. */
    void release(int block) {
        if (block == NULL_BLOCK) {
            return;
        }
        if (references[block] <= 0) {
            throw new IllegalStateException("KV block " + block + " was released more often than retained");
        }
        if (--references[block] == 0) {
            if (index.contains(block)) {
                free.addLast(block);
            } else {
                free.addFirst(block);
            }
        }
    }

    /** Free blocks with a known content, the one that was freed last first. */
    List<CachedBlock> cachedFree() {
        List<CachedBlock> cached = new ArrayList<>();
        int block = free.last();
        for (int i = free.size(); i > 0; i--) {
            if (index.contains(block)) {
                cached.add(new CachedBlock(block, new BlockContent(index.hash(block), index.group(block))));
            }
            block = free.before(block);
        }
        return cached;
    }

    /** Which blocks hold which prefix. */
    PrefixIndex index() {
        return index;
    }

    /** Sequences that hold a block. */
    public int references(int block) {
        return references[block];
    }

    /** Blocks whose content is known, whether sequences hold them or not. */
    public int cached() {
        return index.size();
    }

    /** Blocks that can be taken. */
    public int free() {
        return free.size();
    }

    /** Blocks that sequences hold. */
    public int used() {
        return usable() - free.size();
    }

    /** All blocks but the null block. */
    public int usable() {
        return references.length - 1;
    }
}

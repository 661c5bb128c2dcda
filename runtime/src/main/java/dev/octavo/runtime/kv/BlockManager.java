package dev.octavo.runtime.kv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives blocks to sequences and takes them back, and lets sequences share the blocks of equal prefixes. Not thread-safe: belongs to the step loop.
 */
public final class BlockManager {

    private final BlockPool pool;
    private final BlockHasher hasher;
    private final int blockSize;
    private final BlockTier tier;

    /** Of the last lookup: a block of the pool, or the complement of a slot of the second tier. */
    private int[] found = new int[16];

    private int foundInTier;
    private long tenures;

    /**
     * @param blocks all blocks, the null block included
     * @param blockSize tokens of a block
     * @param hasher hashes full blocks
     */
    public BlockManager(int blocks, int blockSize, BlockHasher hasher) {
        this(blocks, blockSize, hasher, BlockTier.NONE);
    }

    /**
     * Blocks with a second tier behind them.
     *
     * @param tier gets what is overwritten, and is asked for what the pool does not have
     */
    public BlockManager(int blocks, int blockSize, BlockHasher hasher, BlockTier tier) {
        this.tier = tier;
        this.pool = new BlockPool(blocks, tier);
        this.blockSize = blockSize;
        this.hasher = hasher;
    }

    /** The pool, for its figures. */
    public BlockPool pool() {
        return pool;
    }

    /** Tokens of a block. */
    public int blockSize() {
        return blockSize;
    }

    /** Blocks that so many tokens fill, the last one perhaps in part. */
    public int blocksFor(int tokens) {
        return Math.ceilDiv(tokens, blockSize);
    }

    /**
     * Looks for the longest known prefix, but leaves at least the last token to be computed. Valid until blocks are given or taken.
     *
     * @return full blocks found; {@link #admit} takes them
     */
    public int lookup(SequenceBlocks sequence, int[] tokens, int length) {
        HashChain chain = sequence.chain();
        if (chain == null) {
            return 0;
        }
        int most = (length - 1) / blockSize;
        chain.extend(hasher, tokens, most);
        if (found.length < most) {
            found = Arrays.copyOf(found, Math.max(most, found.length * 2));
        }
        int hits = 0;
        foundInTier = 0;
        while (hits < most) {
            int at = HashChain.at(hits);
            int block = pool.index().find(chain.words(), at);
            if (block < 0) {
                int slot = tier.find(chain.words(), at);
                if (slot < 0) {
                    break;
                }
                block = ~slot;
                foundInTier++;
            }
            found[hits++] = block;
        }
        return hits;
    }

    /** How many of the blocks that {@link #lookup} just found have to come from the second tier. */
    public int foundInTier() {
        return foundInTier;
    }

    /**
     * Gives a sequence without blocks room for {@code tokens} tokens, the first {@code hits} blocks being those that {@link #lookup} just found.
     *
     * @param keepFree blocks that must stay free
     * @return false, and nothing changes, if that does not fit
     */
    public boolean admit(SequenceBlocks sequence, int hits, int tokens, int keepFree) {
        int fromFree = blocksFor(tokens) - hits;
        for (int i = 0; i < hits; i++) {
            if (found[i] < 0 || pool.references(found[i]) == 0) {
                fromFree++;
            }
        }
        if (fromFree + keepFree > pool.free()) {
            return false;
        }
        sequence.begin(++tenures);
        take(sequence, hits);
        for (int i = blocksFor(tokens) - hits; i > 0; i--) {
            sequence.append(pool.allocate());
        }
        return true;
    }

    /** Claims everything that was found before anything is allocated, since allocating evicts. */
    private void take(SequenceBlocks sequence, int hits) {
        int leading = hits;
        for (int i = hits - 1; i >= 0; i--) {
            if (found[i] < 0) {
                tier.pin(~found[i]);
                leading = i;
            } else {
                pool.retain(found[i]);
            }
        }
        for (int i = 0; i < hits; i++) {
            int block = found[i];
            if (block < 0) {
                block = pool.allocate();
                tier.bring(~found[i], block);
            }
            sequence.append(block);
        }
        sequence.registered(leading);
    }

    /** Makes room for {@code tokens} tokens in all; false, and nothing changes, if that does not fit. */
    public boolean grow(SequenceBlocks sequence, int tokens) {
        int fresh = blocksFor(tokens) - sequence.count();
        if (fresh > pool.free()) {
            return false;
        }
        for (int i = 0; i < fresh; i++) {
            sequence.append(pool.allocate());
        }
        return true;
    }

    /** Keys and values of the first {@code computed} tokens are stored: full blocks can be shared from now on. */
    public void computed(SequenceBlocks sequence, int[] tokens, int computed) {
        int full = computed / blockSize;
        if (full > sequence.registered()) {
            share(sequence, sequence.chain(), tokens, full);
        }
    }

    private void share(SequenceBlocks sequence, @Nullable HashChain chain, int[] tokens, int full) {
        if (chain == null) {
            return;
        }
        chain.extend(hasher, tokens, full);
        for (int i = sequence.registered(); i < full; i++) {
            int block = sequence.ids()[i];
            if (!pool.index().contains(block)) {
                pool.index().add(block, chain.words(), HashChain.at(i));
            }
        }
        sequence.registered(full);
    }

    /** Takes all blocks back, the last one first, so that the start of a prefix is kept for longest. */
    public void release(SequenceBlocks sequence) {
        for (int i = sequence.count() - 1; i >= 0; i--) {
            pool.release(sequence.ids()[i]);
        }
        sequence.clear();
    }

    /** The pool's content is gone, the second tier's is not; no sequence may hold blocks. */
    public void poolLost() {
        if (pool.used() > 0) {
            throw new IllegalStateException(pool.used() + " KV blocks are still held");
        }
        pool.index().clear();
    }

    /** Forgets all prefixes; false, and nothing changes, while any sequence holds blocks. */
    public boolean resetPrefixes() {
        if (pool.used() > 0) {
            return false;
        }
        pool.index().clear();
        tier.clear();
        return true;
    }
}

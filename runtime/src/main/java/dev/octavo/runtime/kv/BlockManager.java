package dev.octavo.runtime.kv;

import dev.octavo.runtime.execute.KvGroups;
import dev.octavo.runtime.kv.event.KvEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Gives blocks to sequences and takes them back, and lets sequences share the blocks of equal prefixes. Every group of layers has a block table of its own; a group with a window gets the null
 * block in place of what no later token sees. Not thread-safe: belongs to the step loop.
 *
 * <p>An admission promises a sequence the blocks for all tokens that it then has, but it takes them only as its steps need them. Promises hold other admissions off; growing sequences may
 * break them, because they come first.
 */
public final class BlockManager {

    private final BlockPool pool;
    private final BlockHasher hasher;
    private final int blockSize;
    private final KvGroups groups;
    private final int ahead;
    private final PrefixSearch search;
    private final FarPrefixes far;
    private final BlockTier tier;
    private @Nullable KvEventRecorder events;
    private long tenures;
    private long changes;
    private long emptySlots;
    private int promised;

    /**
     * For layers that all see everything.
     *
     * @param blocks all blocks, the null block included
     * @param blockSize tokens of a block
     * @param hasher hashes full blocks
     */
    public BlockManager(int blocks, int blockSize, BlockHasher hasher) {
        this(blocks, blockSize, hasher, KvGroups.single(), 1, BlockTier.NONE);
    }

    /**
     * For any groups of layers.
     *
     * @param groups groups of layers
     * @param ahead most tokens of a sequence that are planned before {@link #computed} says that the first of them is stored
     * @param tier gets what is overwritten, and is asked for what the pool does not have
     */
    public BlockManager(int blocks, int blockSize, BlockHasher hasher, KvGroups groups, int ahead, BlockTier tier) {
        this.tier = tier;
        this.pool = new BlockPool(blocks, tier);
        this.blockSize = blockSize;
        this.hasher = hasher;
        this.groups = groups;
        this.ahead = ahead;
        this.search = new PrefixSearch(pool.index(), tier, groups, blockSize);
        this.far = new FarPrefixes(search, tier, groups.count(), blockSize);
    }

    /** Tells a listener from now on what is cached; nothing is made for it before. */
    public void listener(KvEventListener listener) {
        events = new KvEventRecorder(listener, pool.index(), blockSize);
        pool.recorder(events);
    }

    /** The pool, for its figures. */
    public BlockPool pool() {
        return pool;
    }

    /** Tokens of a block. */
    public int blockSize() {
        return blockSize;
    }

    /** The groups of layers. */
    public KvGroups groups() {
        return groups;
    }

    /** Entries of a block table that so many tokens fill, the last one perhaps in part. */
    public int blocksFor(int tokens) {
        return Math.ceilDiv(tokens, blockSize);
    }

    /** How often blocks or promises were given back so far: unchanged means that no more fits than before. */
    public long changes() {
        return changes;
    }

    /** Blocks that running sequences may still take for the tokens they had when they were admitted. */
    public int promised() {
        return promised;
    }

    /** Slots of blocks in use that hold no token and are planned for none. */
    public long emptySlots() {
        return emptySlots;
    }

    /** The share of the slots in use that hold no token, 0 to 1. */
    public double waste() {
        return pool.used() == 0 ? 0 : emptySlots / ((double) pool.used() * blockSize);
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
        return search.search(chain, most);
    }

    /**
     * Begins to fetch what the pool and the second tier lack of a sequence's prefix, if it is to be had and faster than computing it.
     *
     * @return whether the sequence has to wait until {@link #arrived}
     */
    public boolean fetch(SequenceBlocks sequence, int[] tokens, int length) {
        HashChain chain = sequence.chain();
        if (chain == null || tier.room() <= 0) {
            return false;
        }
        int most = (length - 1) / blockSize;
        chain.extend(hasher, tokens, most);
        return far.begin(sequence, chain, most);
    }

    /** Whether a sequence need not wait any longer for what {@link #fetch} began. */
    public boolean arrived(SequenceBlocks sequence) {
        return FarPrefixes.arrived(sequence);
    }

    /** A sequence without blocks goes: nothing needs to be held for it. */
    public void forget(SequenceBlocks sequence) {
        FarPrefixes.end(sequence);
    }

    /** Takes note of what arrived in the second tier. */
    public void settle() {
        tier.settle();
    }

    /** The engine ends in good order, and no step runs: the second tier may keep what is cached. */
    public void retire() {
        tier.retire(pool.cachedFree());
    }

    /** How many of the first {@code hits} entries that {@link #lookup} just found have to come from the second tier, in whole or in part. */
    public int foundInTier(int hits) {
        int count = 0;
        for (int i = 0; i < hits; i++) {
            count += comesFromTier(i, hits) ? 1 : 0;
        }
        return count;
    }

    private boolean comesFromTier(int entry, int hits) {
        for (int group = 0; group < groups.count(); group++) {
            if (entry >= search.first(group, hits) && search.block(group, entry) < 0) {
                return true;
            }
        }
        return false;
    }

    /** Like {@link #admit(SequenceBlocks, int, int, int, int)} for a sequence of {@code tokens} tokens, all in the next step. */
    public boolean admit(SequenceBlocks sequence, int hits, int tokens, int keepFree) {
        return admit(sequence, hits, tokens, tokens, keepFree);
    }

    /**
     * Gives a sequence without blocks room for its first {@code tokens} tokens, the first {@code hits} blocks being those that {@link #lookup} just found, and promises it room for
     * {@code known} tokens.
     *
     * @param keepFree blocks that must stay free
     * @return false, and nothing changes, if that does not fit
     */
    public boolean admit(SequenceBlocks sequence, int hits, int tokens, int known, int keepFree) {
        if (needed(hits, tokens, known) + reclaimed(hits) + promised + keepFree > pool.free()) {
            return false;
        }
        sequence.begin(++tenures, groups.count(), known);
        sequence.lengthen(blocksFor(tokens));
        claim(hits);
        for (int group = 0; group < groups.count(); group++) {
            take(sequence, group, hits);
        }
        sequence.registered(leading(hits));
        sequence.tokens(hits * blockSize);
        fill(sequence, hits);
        holds(sequence, tokens);
        promise(sequence);
        FarPrefixes.end(sequence);
        return true;
    }

    /** Claims everything that was found before anything is allocated, since allocating evicts. */
    private void claim(int hits) {
        for (int group = 0; group < groups.count(); group++) {
            for (int i = search.first(group, hits); i < hits; i++) {
                int block = search.block(group, i);
                if (block < 0) {
                    tier.pin(~block);
                } else {
                    pool.retain(block);
                }
            }
        }
    }

    private void take(SequenceBlocks sequence, int group, int hits) {
        int first = search.first(group, hits);
        sequence.dropped(group, first);
        for (int i = 0; i < hits; i++) {
            int block = i < first ? BlockPool.NULL_BLOCK : search.block(group, i);
            if (block < 0) {
                int slot = ~block;
                block = pool.allocate();
                tier.bring(slot, block);
            }
            sequence.set(group, i, block);
        }
    }

    /** Entries before the first that comes from the second tier, and that will be known only once it is there. */
    private int leading(int hits) {
        int leading = 0;
        while (leading < hits && !comesFromTier(leading, hits)) {
            leading++;
        }
        return leading;
    }

    /** Blocks beyond the hits that the sequence will take until it has computed all its tokens. */
    private long needed(int hits, int tokens, int known) {
        int now = blocksFor(tokens) - hits;
        long sum = 0;
        for (int group = 0; group < groups.count(); group++) {
            int hold = hits - search.first(group, hits);
            int most = groups.peak(group, known, blockSize, ahead) - hold;
            sum += Math.max(now, Math.min(blocksFor(known) - hits, most));
        }
        return sum;
    }

    /** Hits that are free blocks or have to be brought into one. */
    private int reclaimed(int hits) {
        int free = 0;
        for (int group = 0; group < groups.count(); group++) {
            for (int i = search.first(group, hits); i < hits; i++) {
                int block = search.block(group, i);
                if (block < 0 || pool.references(block) == 0) {
                    free++;
                }
            }
        }
        return free;
    }

    /** Makes room for {@code tokens} tokens in all; false, and nothing changes, if that does not fit. */
    public boolean grow(SequenceBlocks sequence, int tokens) {
        int from = sequence.count();
        int to = blocksFor(tokens);
        if (to > from) {
            if ((long) (to - from) * groups.count() > pool.free()) {
                return false;
            }
            sequence.lengthen(to);
            fill(sequence, from);
        }
        holds(sequence, tokens);
        if (sequence.promised() > 0) {
            promise(sequence);
        }
        return true;
    }

    private void fill(SequenceBlocks sequence, int from) {
        emptySlots += (long) (sequence.count() - from) * blockSize * groups.count();
        for (int i = from; i < sequence.count(); i++) {
            for (int group = 0; group < groups.count(); group++) {
                sequence.set(group, i, pool.allocate());
            }
        }
    }

    private void holds(SequenceBlocks sequence, int tokens) {
        emptySlots -= (long) (tokens - sequence.tokens()) * groups.count();
        sequence.tokens(tokens);
    }

    private void promise(SequenceBlocks sequence) {
        int rest = Math.max(0, blocksFor(sequence.known()) - sequence.count());
        int sum = 0;
        if (rest > 0) {
            for (int group = 0; group < groups.count(); group++) {
                int most = groups.peak(group, sequence.known(), blockSize, ahead) - sequence.held(group);
                sum += Math.max(0, Math.min(rest, most));
            }
        }
        promised += sum - sequence.promised();
        sequence.promised(sum);
    }

    /** Keys and values of the first {@code computed} tokens are stored: full blocks can be shared from now on, and what left a window is given back. */
    public void computed(SequenceBlocks sequence, int[] tokens, int computed) {
        int full = computed / blockSize;
        if (full > sequence.registered()) {
            share(sequence, sequence.chain(), tokens, full);
        }
        for (int group = 0; group < groups.count(); group++) {
            int window = groups.window(group);
            if (window > 0) {
                drop(sequence, group, Math.max(0, computed - window + 1) / blockSize);
            }
        }
    }

    private void share(SequenceBlocks sequence, @Nullable HashChain chain, int[] tokens, int full) {
        if (chain == null) {
            return;
        }
        chain.extend(hasher, tokens, full);
        for (int group = 0; group < groups.count(); group++) {
            share(sequence, chain, tokens, full, group);
        }
        sequence.registered(full);
    }

    private void share(SequenceBlocks sequence, HashChain chain, int[] tokens, int full, int group) {
        int run = Math.max(sequence.registered(), sequence.dropped(group));
        for (int i = run; i < full; i++) {
            int block = sequence.ids(group)[i];
            if (pool.index().contains(block)) {
                stored(chain, tokens, run, i, group);
                run = i + 1;
            } else {
                pool.index().add(block, chain.words(), HashChain.at(i), group);
            }
        }
        stored(chain, tokens, run, full, group);
    }

    private void stored(HashChain chain, int[] tokens, int from, int to, int group) {
        if (events != null && from < to) {
            events.stored(chain, tokens, from, to, group);
        }
    }

    /** Gives back the entries before {@code end}, the last one first. */
    private void drop(SequenceBlocks sequence, int group, int end) {
        int from = sequence.dropped(group);
        if (end <= from) {
            return;
        }
        int[] ids = sequence.ids(group);
        for (int i = end - 1; i >= from; i--) {
            pool.release(ids[i]);
            ids[i] = BlockPool.NULL_BLOCK;
        }
        sequence.dropped(group, end);
        if (sequence.promised() > 0) {
            promise(sequence);
        }
        changes++;
    }

    /** Takes all blocks back, the last one first, so that the start of a prefix is kept for longest. */
    public void release(SequenceBlocks sequence) {
        emptySlots -= ((long) sequence.count() * blockSize - sequence.tokens()) * groups.count();
        promised -= sequence.promised();
        for (int i = sequence.count() - 1; i >= 0; i--) {
            for (int group = groups.count() - 1; group >= 0; group--) {
                pool.release(sequence.ids(group)[i]);
            }
        }
        sequence.clear();
        changes++;
    }

    /** The pool's content is gone, the second tier's is not; no sequence may hold blocks. */
    public void poolLost() {
        if (pool.used() > 0) {
            throw new IllegalStateException(pool.used() + " KV blocks are still held");
        }
        forget();
    }

    /** Forgets all prefixes; false, and nothing changes, while any sequence holds blocks. */
    public boolean resetPrefixes() {
        if (pool.used() > 0) {
            return false;
        }
        forget();
        tier.clear();
        return true;
    }

    private void forget() {
        pool.index().clear();
        if (events != null) {
            events.cleared();
        }
    }

    /** What happened so far belongs to a step that is over now. */
    public void endOfStep() {
        if (events != null) {
            events.endOfStep();
        }
    }
}

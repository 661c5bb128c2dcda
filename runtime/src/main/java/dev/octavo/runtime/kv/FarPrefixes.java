package dev.octavo.runtime.kv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has prefixes fetched for sequences that wait, from where no step can wait for them. Not thread-safe: belongs to the step loop. */
final class FarPrefixes {

    private final PrefixSearch search;
    private final BlockTier tier;
    private final int groups;
    private final int blockSize;

    FarPrefixes(PrefixSearch search, BlockTier tier, int groups, int blockSize) {
        this.search = search;
        this.tier = tier;
        this.groups = groups;
        this.blockSize = blockSize;
    }

    /**
     * Begins to fetch what would make a sequence's prefix longer, once before each of its admissions.
     *
     * @param most blocks of which the chain has hashes
     * @return whether something is on its way now
     */
    boolean begin(SequenceBlocks sequence, HashChain chain, int most) {
        int room = tier.room();
        if (room <= 0 || sequence.lookedFar()) {
            return false;
        }
        sequence.lookedFar(true);
        int near = search.search(chain, most);
        if (near == most) {
            return false;
        }
        int hits = search.searchFar(chain, most);
        tier.lookedUp(most - near, Math.max(0, hits - near));
        List<BlockContent> wanted = wanted(chain, hits);
        while (hits > near && wanted.size() > room) {
            // What is left away lies at the end, but a window may then want other blocks.
            hits = search.searchFar(chain, hits - Math.ceilDiv(wanted.size() - room, groups));
            wanted = wanted(chain, hits);
        }
        if (hits <= near) {
            return false;
        }
        touchNear(hits);
        @Nullable Fetch fetch = tier.fetch(wanted, (hits - near) * blockSize);
        sequence.fetch(fetch);
        return fetch != null;
    }

    private List<BlockContent> wanted(HashChain chain, int hits) {
        List<BlockContent> wanted = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            for (int i = search.first(group, hits); i < hits; i++) {
                if (search.isFar(group, i)) {
                    wanted.add(BlockContent.of(chain.words(), HashChain.at(i), group));
                }
            }
        }
        return wanted;
    }

    /** What is at hand already must not make room for the rest. */
    private void touchNear(int hits) {
        for (int group = 0; group < groups; group++) {
            for (int i = search.first(group, hits); i < hits; i++) {
                int block = search.block(group, i);
                if (block < 0 && !search.isFar(group, i)) {
                    tier.touch(~block);
                }
            }
        }
    }

    /** Whether a sequence need not wait for what is on its way any longer. */
    static boolean arrived(SequenceBlocks sequence) {
        Fetch fetch = sequence.fetch();
        return fetch == null || fetch.done();
    }

    /** The sequence has its blocks, or needs none any more. */
    static void end(SequenceBlocks sequence) {
        Fetch fetch = sequence.fetch();
        if (fetch != null) {
            sequence.fetch(null);
            fetch.close();
        }
        sequence.lookedFar(false);
    }
}

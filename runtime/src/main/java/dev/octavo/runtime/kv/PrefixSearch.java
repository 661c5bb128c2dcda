package dev.octavo.runtime.kv;

import dev.octavo.runtime.execute.KvGroups;
import java.util.Arrays;

/**
 * Finds the longest prefix that all groups of layers can go on from. A group that sees everything needs every block of it, so it is searched from the left; a group with a window needs only
 * the blocks that hold the {@code window - 1} tokens before the next one, so it is searched from the right. Not thread-safe.
 */
final class PrefixSearch {

    private static final int MISSING = Integer.MIN_VALUE;
    private static final int FAR = Integer.MIN_VALUE + 1;

    private final PrefixIndex index;
    private final BlockTier tier;
    private final KvGroups groups;
    private final int[] needed;
    private final int[][] found;
    private boolean looksFar;

    PrefixSearch(PrefixIndex index, BlockTier tier, KvGroups groups, int blockSize) {
        this.index = index;
        this.tier = tier;
        this.groups = groups;
        this.needed = new int[groups.count()];
        this.found = new int[groups.count()][16];
        for (int group = 0; group < needed.length; group++) {
            needed[group] =
                    groups.window(group) == 0 ? Integer.MAX_VALUE : Math.ceilDiv(groups.window(group) - 1, blockSize);
        }
    }

    /**
     * Looks for a prefix of at most {@code most} blocks, whose hashes the chain has.
     *
     * @return its blocks
     */
    int search(HashChain chain, int most) {
        looksFar = false;
        return longest(chain, most);
    }

    /** Like {@link #search}, in the far place too: {@link #isFar} says what would have to be fetched. */
    int searchFar(HashChain chain, int most) {
        looksFar = true;
        return longest(chain, most);
    }

    private int longest(HashChain chain, int most) {
        int hits = most;
        for (int group = 0; group < needed.length; group++) {
            if (found[group].length < most) {
                found[group] = Arrays.copyOf(found[group], Math.max(most, found[group].length * 2));
            }
            if (groups.window(group) == 0) {
                hits = fromLeft(chain, group, hits);
            }
        }
        int before;
        do {
            before = hits;
            for (int group = 0; group < needed.length; group++) {
                if (groups.window(group) > 0) {
                    hits = fromRight(chain, group, hits);
                }
            }
        } while (hits < before && needed.length > 1);
        return hits;
    }

    /** The first entry that a group needs to go on behind so many blocks. */
    int first(int group, int hits) {
        return Math.max(0, hits - needed[group]);
    }

    /** What was found last, valid from {@link #first} on: a block of the pool, or the complement of a slot of the second tier. */
    int block(int group, int entry) {
        return found[group][entry];
    }

    /** Whether what was found last is in the far place. */
    boolean isFar(int group, int entry) {
        return found[group][entry] == FAR;
    }

    private int fromLeft(HashChain chain, int group, int most) {
        for (int i = 0; i < most; i++) {
            int block = find(chain, i, group);
            if (block == MISSING) {
                return i;
            }
            found[group][i] = block;
        }
        return most;
    }

    private int fromRight(HashChain chain, int group, int most) {
        int end = most;
        for (int i = most - 1; i >= 0 && end - i <= needed[group]; i--) {
            int block = find(chain, i, group);
            if (block == MISSING) {
                end = i;
            } else {
                found[group][i] = block;
            }
        }
        return end;
    }

    private int find(HashChain chain, int entry, int group) {
        int at = HashChain.at(entry);
        int block = index.find(chain.words(), at, group);
        if (block >= 0) {
            return block;
        }
        int slot = tier.find(chain.words(), at, group);
        if (slot >= 0) {
            return ~slot;
        }
        return looksFar && tier.isFar(chain.words(), at, group) ? FAR : MISSING;
    }
}

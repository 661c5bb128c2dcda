package dev.octavo.runtime.kv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A second place for the content of blocks: it takes what the pool is about to overwrite, and gives it back when the same prefix comes again. Belongs to the step loop; what it is told takes effect before
 * the next step that is launched, in the order in which it was told.
 *
 * <p>Behind it may be a third place that is too slow to be waited for by a step. What lies there is far: it has to be fetched into the second place first, while its sequence waits aside.
 */
public interface BlockTier {

    /** No second place. */
    BlockTier NONE = new BlockTier() {
        @Override
        public int find(long[] words, int at, int group) {
            return -1;
        }

        @Override
        public void pin(int slot) {}

        @Override
        public void bring(int slot, int block) {}

        @Override
        public void keep(int block, long[] words, int at, int group) {}

        @Override
        public void clear() {}
    };

    /** Where the content of a block of a group is whose hash stands at {@code words[at]}, or -1 if it is not here or not worth bringing. */
    int find(long[] words, int at, int group);

    /** Holds a content that was found until it is brought. */
    void pin(int slot);

    /** Copies a pinned content into a block of the pool, and lets it go. */
    void bring(int slot, int block);

    /** The block of a group, whose hash stands at {@code words[at]}, will be overwritten by later steps. */
    void keep(int block, long[] words, int at, int group);

    /** Forgets everything. */
    void clear();

    /** How many far contents may be fetched now; 0 if there is no far place, or too much is on its way already. */
    default int room() {
        return 0;
    }

    /** Whether a content lies in the far place. */
    default boolean isFar(long[] words, int at, int group) {
        return false;
    }

    /** A content that {@link #find} found will be needed together with what is fetched next. */
    default void touch(int slot) {}

    /** A sequence was looked up in the far place: so many blocks, of which so many were found. */
    default void lookedUp(int queried, int found) {}

    /**
     * Begins to fetch far contents.
     *
     * @param contents at most {@link #room} of them
     * @param tokens tokens that need not be computed thanks to them
     * @return null if computing them is expected to be faster
     */
    default @Nullable Fetch fetch(List<BlockContent> contents, int tokens) {
        return null;
    }

    /** Takes note of what arrived since the last call. */
    default void settle() {}

    /** The engine ends in good order, and no step runs: the pool's contents, the most valuable first, may be kept until the next start. */
    default void retire(List<CachedBlock> cached) {}
}

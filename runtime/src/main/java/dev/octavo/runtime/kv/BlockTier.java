package dev.octavo.runtime.kv;

/**
 * A second place for the content of blocks: it takes what the pool is about to overwrite, and gives it back when the same prefix comes again. Belongs to the step loop; what it is told takes effect before
 * the next step that is launched, in the order in which it was told.
 */
public interface BlockTier {

    /** No second place. */
    BlockTier NONE = new BlockTier() {
        @Override
        public int find(long[] words, int at) {
            return -1;
        }

        @Override
        public void pin(int slot) {}

        @Override
        public void bring(int slot, int block) {}

        @Override
        public void keep(int block, long[] words, int at) {}

        @Override
        public void clear() {}
    };

    /** Where the content is whose hash stands at {@code words[at]}, or -1 if it is not here or not worth bringing. */
    int find(long[] words, int at);

    /** Holds a content that was found until it is brought. */
    void pin(int slot);

    /** Copies a pinned content into a block of the pool, and lets it go. */
    void bring(int slot, int block);

    /** The block, whose hash stands at {@code words[at]}, will be overwritten by later steps. */
    void keep(int block, long[] words, int at);

    /** Forgets everything. */
    void clear();
}

package dev.octavo.runtime.kv;

/** Finds slots by the hash of their content, and knows which was used least recently. Not thread-safe. */
public final class BlockIndex {

    private final PrefixIndex hashes;
    private final FreeList order;
    private final int slots;

    /** All slots are empty. */
    public BlockIndex(int slots) {
        this.slots = slots;
        this.hashes = new PrefixIndex(slots);
        this.order = new FreeList(slots);
        fill();
    }

    private void fill() {
        for (int slot = 0; slot < slots; slot++) {
            order.addLast(slot);
        }
    }

    /** The slot whose content has the hash at {@code words[at]}, or -1. */
    public int find(long[] words, int at) {
        return hashes.find(words, at);
    }

    /** Marks a slot as just used. */
    public void touch(int slot) {
        order.remove(slot);
        order.addLast(slot);
    }

    /** An empty slot, or the one that was not used for longest. */
    public int leastRecentlyUsed() {
        return order.first();
    }

    /** Gives a slot another content, and marks it as just used. */
    public void replace(int slot, long[] words, int at) {
        hashes.remove(slot);
        hashes.add(slot, words, at);
        touch(slot);
    }

    /** Slots with a content. */
    public int size() {
        return hashes.size();
    }

    /** Forgets all contents. */
    public void clear() {
        hashes.clear();
        for (int slot = 0; slot < slots; slot++) {
            order.remove(slot);
        }
        fill();
    }
}

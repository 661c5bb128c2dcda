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

    /** The slot whose content is of a group and has the hash at {@code words[at]}, or -1. */
    public int find(long[] words, int at, int group) {
        return hashes.find(words, at, group);
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
    public void replace(int slot, long[] words, int at, int group) {
        hashes.remove(slot);
        hashes.add(slot, words, at, group);
        touch(slot);
    }

    /** Takes a slot's content away; the slot comes to be used first. */
    public void forget(int slot) {
        hashes.remove(slot);
        order.remove(slot);
        order.addFirst(slot);
    }

    /** Whether a slot has a content. */
    public boolean contains(int slot) {
        return hashes.contains(slot);
    }

    /** The content of a slot that has one. */
    public BlockContent content(int slot) {
        return new BlockContent(hashes.hash(slot), hashes.group(slot));
    }

    /** Slots with a content, the one used last first. */
    public int[] recentFirst() {
        int[] slots = new int[hashes.size()];
        int count = 0;
        for (int slot = order.last(); count < slots.length; slot = order.before(slot)) {
            if (hashes.contains(slot)) {
                slots[count++] = slot;
            }
        }
        return slots;
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

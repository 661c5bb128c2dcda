package dev.octavo.runtime.kv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The blocks of one sequence, in order. Filled by {@link BlockManager}. Not thread-safe. */
public final class SequenceBlocks {

    private final @Nullable HashChain chain;
    private int[] ids = new int[4];
    private int count;
    private int registered;
    private long tenure;

    /** @param chain the hashes under which full blocks are shared, or null if this sequence shares nothing */
    public SequenceBlocks(@Nullable HashChain chain) {
        this.chain = chain;
    }

    /** Block ids; the first {@link #count()} are valid. */
    public int[] ids() {
        return ids;
    }

    /** Blocks held. */
    public int count() {
        return count;
    }

    /** A number that is new whenever the sequence gets blocks after having none; 0 while it never had any. */
    public long tenure() {
        return tenure;
    }

    /** Whether full blocks are shared. */
    public boolean sharing() {
        return chain != null;
    }

    @Nullable
    HashChain chain() {
        return chain;
    }

    /** Leading blocks that are known to the prefix index. */
    int registered() {
        return registered;
    }

    void begin(long newTenure) {
        tenure = newTenure;
    }

    void append(int block) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
        }
        ids[count++] = block;
    }

    void registered(int blocks) {
        registered = blocks;
    }

    void clear() {
        count = 0;
        registered = 0;
    }
}

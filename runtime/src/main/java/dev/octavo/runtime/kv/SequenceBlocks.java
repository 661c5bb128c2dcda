package dev.octavo.runtime.kv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The block tables of one sequence: a row per group of layers, all of them equally long. An entry that left the group's window is the null block. Filled by
 * {@link BlockManager}. Not thread-safe.
 */
public final class SequenceBlocks {

    private static final int[][] NONE = {};
    private static final int[] NO_GROUPS = {};

    private final @Nullable HashChain chain;
    private int[][] ids = NONE;
    private int[] dropped = NO_GROUPS;
    private int count;
    private int registered;
    private int tokens;
    private int known;
    private int promised;
    private long tenure;
    private boolean lookedFar;
    private @Nullable Fetch fetch;

    /** @param chain the hashes under which full blocks are shared, or null if this sequence shares nothing */
    public SequenceBlocks(@Nullable HashChain chain) {
        this.chain = chain;
    }

    /** Block ids of the first group; the first {@link #count()} are valid. */
    public int[] ids() {
        return ids(0);
    }

    /** Block ids of a group; the first {@link #count()} are valid, and those before {@link #dropped} are the null block. */
    public int[] ids(int group) {
        return ids[group];
    }

    /** Leading entries of a group that left its window. */
    public int dropped(int group) {
        return dropped[group];
    }

    /** Entries of every group. */
    public int count() {
        return count;
    }

    /** Blocks that a group holds. */
    int held(int group) {
        return count - dropped[group];
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

    /** Leading blocks that are known to the prefix index, or were dropped before they could be. */
    int registered() {
        return registered;
    }

    /** Tokens that the blocks hold, or will once the steps that are planned are done. */
    int tokens() {
        return tokens;
    }

    /** Tokens that the sequence had when it was admitted, for which room is promised. */
    int known() {
        return known;
    }

    /** Blocks that it may still take for those. */
    int promised() {
        return promised;
    }

    /** Whether the far place was asked since the sequence last had blocks. */
    boolean lookedFar() {
        return lookedFar;
    }

    void lookedFar(boolean value) {
        lookedFar = value;
    }

    /** What is on its way for this sequence. */
    @Nullable
    Fetch fetch() {
        return fetch;
    }

    void fetch(@Nullable Fetch value) {
        fetch = value;
    }

    void begin(long newTenure, int groups, int knownTokens) {
        tenure = newTenure;
        known = knownTokens;
        if (ids.length != groups) {
            ids = new int[groups][4];
            dropped = new int[groups];
        }
    }

    /** Makes room for so many entries; those that are new are set by {@link #set}. */
    void lengthen(int newCount) {
        for (int group = 0; group < ids.length; group++) {
            if (newCount > ids[group].length) {
                ids[group] = Arrays.copyOf(ids[group], Math.max(newCount, ids[group].length * 2));
            }
        }
        count = newCount;
    }

    void set(int group, int index, int block) {
        ids[group][index] = block;
    }

    void dropped(int group, int entries) {
        dropped[group] = entries;
    }

    void registered(int blocks) {
        registered = blocks;
    }

    void tokens(int held) {
        tokens = held;
    }

    void promised(int blocks) {
        promised = blocks;
    }

    void clear() {
        count = 0;
        registered = 0;
        tokens = 0;
        known = 0;
        promised = 0;
        Arrays.fill(dropped, 0);
    }
}

package dev.octavo.simulator.device;

/** What a step computes, as far as its cost depends on it. Refilled for each step. Not thread-safe. */
public final class StepLoad {

    /** An empty step. */
    public StepLoad() {}

    private long tokens;
    private long rows;
    private long sequences;
    private long contextTokens;
    private double pairs;

    /** Forgets everything. */
    public void clear() {
        tokens = 0;
        rows = 0;
        sequences = 0;
        contextTokens = 0;
        pairs = 0;
    }

    /** Adds the tokens {@code [start, end)} of one sequence, and whether the last one's logits are wanted. */
    public void add(int start, int end, boolean samples) {
        long count = (long) end - start;
        tokens += count;
        rows += samples ? 1 : 0;
        sequences++;
        contextTokens += end;
        // Token p attends to the p + 1 positions up to itself.
        pairs += count * (start + end + 1.0) / 2;
    }

    /** Tokens that are computed. */
    public long tokens() {
        return tokens;
    }

    /** Rows of logits. */
    public long rows() {
        return rows;
    }

    /** Sequences that take part. */
    public long sequences() {
        return sequences;
    }

    /** Positions whose keys and values are read, over all sequences. */
    public long contextTokens() {
        return contextTokens;
    }

    /** Pairs of a query and a position that it attends to. */
    public double pairs() {
        return pairs;
    }
}

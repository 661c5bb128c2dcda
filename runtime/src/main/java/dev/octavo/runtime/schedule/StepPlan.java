package dev.octavo.runtime.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * What one step computes. Each sequence's share is written down when it is planned, because the sequence itself moves on as soon as the step is launched. Refilled again and again
 * without allocating.
 */
public final class StepPlan<S extends Sequence> {

    private final int maxTokens;
    private final int maxRows;
    private final ArrayList<S> sequences = new ArrayList<>();
    private final ArrayList<SequenceShare> shares = new ArrayList<>();
    private int tokens;
    private int rows;
    private boolean preempted;

    StepPlan(int maxTokens, int maxRows) {
        this.maxTokens = maxTokens;
        this.maxRows = maxRows;
    }

    /** The sequences that take part, in the order of the batch. */
    public List<S> sequences() {
        return sequences;
    }

    /** What the step computes of the sequence at an index of {@link #sequences()}; valid until the plan is refilled. */
    public SequenceShare share(int index) {
        return shares.get(index);
    }

    /** All shares, by index of {@link #sequences()}; entries behind the last sequence mean nothing. */
    public List<SequenceShare> shares() {
        return shares;
    }

    /** Tokens of the step. */
    public int tokens() {
        return tokens;
    }

    /** Rows of logits of the step. */
    public int rows() {
        return rows;
    }

    /** Whether there is nothing to compute. */
    public boolean isEmpty() {
        return sequences.isEmpty();
    }

    int tokensLeft() {
        return maxTokens - tokens;
    }

    int rowsLeft() {
        return maxRows - rows;
    }

    /** Whether any sequence had to give its blocks back for this step. */
    public boolean preempted() {
        return preempted;
    }

    void notePreemption() {
        preempted = true;
    }

    void clear() {
        sequences.clear();
        tokens = 0;
        rows = 0;
        preempted = false;
    }

    void add(S sequence, int count) {
        int index = sequences.size();
        if (index == shares.size()) {
            shares.add(new SequenceShare());
        }
        SequenceShare share = shares.get(index);
        share.set(sequence, count);
        sequences.add(sequence);
        tokens += count;
        rows += share.rows();
    }

    /** Takes a sequence out again; nothing happens if it is not in the plan. */
    @SuppressWarnings("ReferenceEquality") // sequences have identity
    void remove(S sequence) {
        for (int i = sequences.size() - 1; i >= 0; i--) {
            if (sequences.get(i) == sequence) {
                sequences.remove(i);
                SequenceShare share = shares.remove(i);
                shares.add(share);
                tokens -= share.count();
                rows -= share.rows();
                return;
            }
        }
    }
}

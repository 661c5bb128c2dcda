package dev.octavo.runtime.schedule;

import java.util.ArrayList;
import java.util.List;

/** What the next step computes; refilled by {@link Scheduler#schedule}. */
public final class StepPlan<S extends Sequence> {

    private final int maxTokens;
    private final int maxRows;
    private final ArrayList<S> sequences = new ArrayList<>();
    private int tokens;
    private int rows;
    private boolean preempted;

    StepPlan(int maxTokens, int maxRows) {
        this.maxTokens = maxTokens;
        this.maxRows = maxRows;
    }

    /** The sequences that take part, each with {@link Sequence#scheduled()} tokens, in the order of the batch. */
    public List<S> sequences() {
        return sequences;
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
        sequence.scheduled(count);
        sequences.add(sequence);
        tokens += count;
        rows += sequence.logitRows(count);
    }

    /** Takes a sequence out again; nothing happens if it is not in the plan. */
    void remove(S sequence) {
        if (sequence.scheduled() > 0) {
            sequences.remove(sequence);
            tokens -= sequence.scheduled();
            rows -= sequence.logitRows(sequence.scheduled());
            sequence.scheduled(0);
        }
    }
}

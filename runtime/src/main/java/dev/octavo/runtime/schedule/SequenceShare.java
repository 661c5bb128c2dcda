package dev.octavo.runtime.schedule;

/** What a step computes of one sequence: tokens {@code [start, end)}, and which of their logits are wanted. */
public final class SequenceShare {

    private int start;
    private int count;
    private int firstPromptRow;
    private int promptRows;
    private boolean samples;
    private long tenure;

    SequenceShare() {}

    void set(Sequence sequence, int tokens) {
        start = sequence.computed();
        count = tokens;
        samples = start + count == sequence.expectedLength();
        firstPromptRow = sequence.firstPromptRow();
        promptRows = sequence.promptRows(tokens);
        tenure = sequence.blocks().tenure();
    }

    /** Position of the first token. */
    public int start() {
        return start;
    }

    /** Tokens; at least one. */
    public int count() {
        return count;
    }

    /** Position behind the last token. */
    public int end() {
        return start + count;
    }

    /** Whether the last token is the sequence's last, so that the next one can be chosen. */
    public boolean samples() {
        return samples;
    }

    /** First prompt position whose logits are wanted; meaningless if {@link #promptRows()} is 0. */
    public int firstPromptRow() {
        return firstPromptRow;
    }

    /** Prompt positions whose logits are wanted; the last position of the prompt is not among them, since it samples. */
    public int promptRows() {
        return promptRows;
    }

    /** Rows of logits. */
    public int rows() {
        return promptRows + (samples ? 1 : 0);
    }

    /** Whether the share ends with a token that a step in flight still has to choose. */
    boolean endsUnknown(Sequence sequence) {
        return end() > sequence.length();
    }

    /** Whether the sequence still holds the blocks that this share was planned for. */
    boolean holds(Sequence sequence) {
        return sequence.blocks().count() > 0 && sequence.blocks().tenure() == tenure;
    }
}

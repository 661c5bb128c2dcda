package dev.octavo.runtime.execute;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The input of one ragged step, laid out as operators read it. Made once by a {@link ModelRunner} and refilled by the step loop, so that a step allocates nothing.
 *
 * <p>Sequence i owns tokens {@code [queryStart(i), queryStart(i + 1))}. Not thread-safe.
 */
public final class StepBatch {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final int maxTokens;
    private final int maxSequences;
    private final int maxBlocksPerSequence;
    private final MemorySegment tokenIds;
    private final MemorySegment positions;
    private final MemorySegment slots;
    private final MemorySegment queryStart;
    private final MemorySegment sequenceLengths;
    private final MemorySegment blockTable;
    private final MemorySegment logitTokens;

    private int tokens;
    private int sequences;
    private int logitRows;
    private int maxQueryLength;
    private int maxSequenceLength;

    /**
     * A batch in memory of its own.
     *
     * @param maxTokens most tokens of a step
     * @param maxSequences most sequences of a step
     * @param maxBlocksPerSequence width of the block table
     */
    public StepBatch(int maxTokens, int maxSequences, int maxBlocksPerSequence) {
        this(
                maxTokens,
                maxSequences,
                maxBlocksPerSequence,
                List.of(
                        ints(maxTokens),
                        ints(maxTokens),
                        ints(maxTokens),
                        ints(maxSequences + 1L),
                        ints(maxSequences),
                        ints((long) maxSequences * maxBlocksPerSequence),
                        ints(maxTokens)));
    }

    /**
     * A batch in given memory.
     *
     * @param segments in the order of {@link #segments()}, each large enough
     */
    public StepBatch(int maxTokens, int maxSequences, int maxBlocksPerSequence, List<MemorySegment> segments) {
        this.maxTokens = maxTokens;
        this.maxSequences = maxSequences;
        this.maxBlocksPerSequence = maxBlocksPerSequence;
        this.tokenIds = segments.get(0);
        this.positions = segments.get(1);
        this.slots = segments.get(2);
        this.queryStart = segments.get(3);
        this.sequenceLengths = segments.get(4);
        this.blockTable = segments.get(5);
        this.logitTokens = segments.get(6);
    }

    /** The memory: token ids, positions, slots, query starts, sequence lengths, block table, logit tokens. */
    public List<MemorySegment> segments() {
        return List.of(tokenIds, positions, slots, queryStart, sequenceLengths, blockTable, logitTokens);
    }

    private static MemorySegment ints(long count) {
        return Arena.ofAuto().allocate(INT, count);
    }

    /** Empties the batch; block table rows keep their content. */
    public void clear() {
        tokens = 0;
        sequences = 0;
        logitRows = 0;
        maxQueryLength = 0;
        maxSequenceLength = 0;
        queryStart.set(INT, 0, 0);
    }

    /** Adds a token to the sequence that {@link #endSequence} will close. */
    public void addToken(int tokenId, int position, int slot) {
        long at = 4L * tokens++;
        tokenIds.set(INT, at, tokenId);
        positions.set(INT, at, position);
        slots.set(INT, at, slot);
    }

    /** Asks for the logits after the token that was added last; rows come in this order. */
    public void wantLogits() {
        logitTokens.set(INT, 4L * logitRows++, tokens - 1);
    }

    /** Closes the sequence whose tokens were just added. Its block table row is {@link #sequences()} before this call. */
    public void endSequence(int sequenceLength) {
        int start = queryStart.get(INT, 4L * sequences);
        maxQueryLength = Math.max(maxQueryLength, tokens - start);
        maxSequenceLength = Math.max(maxSequenceLength, sequenceLength);
        sequenceLengths.set(INT, 4L * sequences, sequenceLength);
        queryStart.set(INT, 4L * ++sequences, tokens);
    }

    /** Writes an entry of the block table. */
    public void block(int sequence, int index, int block) {
        blockTable.set(INT, 4L * ((long) sequence * maxBlocksPerSequence + index), block);
    }

    /** Writes the first {@code count} entries of a row of the block table. */
    public void blocks(int sequence, int[] blocks, int count) {
        MemorySegment.copy(blocks, 0, blockTable, INT, 4L * sequence * maxBlocksPerSequence, count);
    }

    /** Tokens in the batch. */
    public int tokens() {
        return tokens;
    }

    /** Sequences in the batch. */
    public int sequences() {
        return sequences;
    }

    /** Rows of logits that were asked for. */
    public int logitRows() {
        return logitRows;
    }

    /** Most tokens of one sequence. */
    public int maxQueryLength() {
        return maxQueryLength;
    }

    /** Longest sequence, in tokens. */
    public int maxSequenceLength() {
        return maxSequenceLength;
    }

    /** Most tokens that fit. */
    public int maxTokens() {
        return maxTokens;
    }

    /** Most sequences that fit. */
    public int maxSequences() {
        return maxSequences;
    }

    /** Width of the block table. */
    public int maxBlocksPerSequence() {
        return maxBlocksPerSequence;
    }

    /** I32 {@code [maxTokens]}. */
    public MemorySegment tokenIds() {
        return tokenIds;
    }

    /** I32 {@code [maxTokens]}: position of each token in its sequence. */
    public MemorySegment positions() {
        return positions;
    }

    /** I32 {@code [maxTokens]}: the slot mapping. */
    public MemorySegment slots() {
        return slots;
    }

    /** I32 {@code [maxSequences + 1]}. */
    public MemorySegment queryStart() {
        return queryStart;
    }

    /** I32 {@code [maxSequences]}. */
    public MemorySegment sequenceLengths() {
        return sequenceLengths;
    }

    /** I32 {@code [maxSequences, maxBlocksPerSequence]}. */
    public MemorySegment blockTable() {
        return blockTable;
    }

    /** I32 {@code [maxTokens]}: tokens whose logits are wanted. */
    public MemorySegment logitTokens() {
        return logitTokens;
    }
}

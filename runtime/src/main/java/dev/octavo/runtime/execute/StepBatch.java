package dev.octavo.runtime.execute;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The input of one ragged step, laid out as operators read it. Made once by a {@link ModelRunner} and refilled by the step loop, so that a step allocates nothing.
 *
 * <p>Sequence i owns tokens {@code [queryStart(i), queryStart(i + 1))}. Not thread-safe.
 */
public final class StepBatch {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    /** Segments that all groups of layers share. */
    static final int COMMON_SEGMENTS = 5;

    private final int maxTokens;
    private final int maxSequences;
    private final int maxBlocksPerSequence;
    private final MemorySegment tokenIds;
    private final MemorySegment positions;
    private final MemorySegment[] slots;
    private final MemorySegment queryStart;
    private final MemorySegment sequenceLengths;
    private final MemorySegment[] blockTables;
    private final MemorySegment logitTokens;

    private int tokens;
    private int drawnTokens;
    private int sequences;
    private int logitRows;
    private int maxQueryLength;
    private int maxSequenceLength;

    /**
     * A batch in memory of its own, for one group of layers.
     *
     * @param maxTokens most tokens of a step
     * @param maxSequences most sequences of a step
     * @param maxBlocksPerSequence width of the block table
     */
    public StepBatch(int maxTokens, int maxSequences, int maxBlocksPerSequence) {
        this(maxTokens, maxSequences, maxBlocksPerSequence, 1);
    }

    /**
     * A batch in memory of its own.
     *
     * @param groups groups of layers, each with a block table and slots
     */
    public StepBatch(int maxTokens, int maxSequences, int maxBlocksPerSequence, int groups) {
        this(
                maxTokens,
                maxSequences,
                maxBlocksPerSequence,
                capacities(maxTokens, maxSequences, maxBlocksPerSequence, groups).stream()
                        .map(StepBatch::ints)
                        .toList());
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
        this.queryStart = segments.get(2);
        this.sequenceLengths = segments.get(3);
        this.logitTokens = segments.get(4);
        int groups = (segments.size() - COMMON_SEGMENTS) / 2;
        this.slots = new MemorySegment[groups];
        this.blockTables = new MemorySegment[groups];
        for (int group = 0; group < groups; group++) {
            slots[group] = segments.get(COMMON_SEGMENTS + 2 * group);
            blockTables[group] = segments.get(COMMON_SEGMENTS + 2 * group + 1);
        }
    }

    /** Numbers in each of the {@link #segments()}. */
    public static List<Long> capacities(int maxTokens, int maxSequences, int maxBlocksPerSequence, int groups) {
        List<Long> counts = new ArrayList<>();
        counts.add((long) maxTokens);
        counts.add((long) maxTokens);
        counts.add(maxSequences + 1L);
        counts.add((long) maxSequences);
        counts.add((long) maxTokens);
        for (int group = 0; group < groups; group++) {
            counts.add((long) maxTokens);
            counts.add((long) maxSequences * maxBlocksPerSequence);
        }
        return counts;
    }

    /** The memory: token ids, positions, query starts, sequence lengths, logit tokens, then slots and block table of each group of layers. */
    public List<MemorySegment> segments() {
        List<MemorySegment> all =
                new ArrayList<>(List.of(tokenIds, positions, queryStart, sequenceLengths, logitTokens));
        for (int group = 0; group < slots.length; group++) {
            all.add(slots[group]);
            all.add(blockTables[group]);
        }
        return all;
    }

    private static MemorySegment ints(long count) {
        return Arena.ofAuto().allocate(INT, count);
    }

    /** Empties the batch; block table rows keep their content. */
    public void clear() {
        tokens = 0;
        drawnTokens = 0;
        sequences = 0;
        logitRows = 0;
        maxQueryLength = 0;
        maxSequenceLength = 0;
        queryStart.set(INT, 0, 0);
    }

    /** Adds a token to the sequence that {@link #endSequence} will close; the slot is that of the first group. */
    public void addToken(int tokenId, int position, int slot) {
        long at = 4L * tokens++;
        tokenIds.set(INT, at, tokenId);
        positions.set(INT, at, position);
        slots[0].set(INT, at, slot);
    }

    /**
     * Like {@link #addToken} for a token that only the device knows: the one that it draws of a row in the step before. {@link #tokenIds} holds {@code ~row} in its place.
     *
     * @param row of the logits of the step in flight
     */
    public void addDrawnToken(int row, int position, int slot) {
        addToken(~row, position, slot);
        drawnTokens++;
    }

    /** Sets the slot that the token added last has in a group of layers. */
    public void slot(int group, int slot) {
        slots[group].set(INT, 4L * (tokens - 1), slot);
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

    /** Writes an entry of the block table of the first group. */
    public void block(int sequence, int index, int block) {
        block(0, sequence, index, block);
    }

    /** Writes an entry of a group's block table. */
    public void block(int group, int sequence, int index, int block) {
        blockTables[group].set(INT, 4L * ((long) sequence * maxBlocksPerSequence + index), block);
    }

    /** Writes the first {@code count} entries of a row of a group's block table. */
    public void blocks(int group, int sequence, int[] blocks, int count) {
        MemorySegment.copy(blocks, 0, blockTables[group], INT, 4L * sequence * maxBlocksPerSequence, count);
    }

    /** Groups of layers, each with a block table and slots. */
    public int groups() {
        return slots.length;
    }

    /** Tokens in the batch. */
    public int tokens() {
        return tokens;
    }

    /** Those of them that the device draws in the step before. */
    public int drawnTokens() {
        return drawnTokens;
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

    /** I32 {@code [maxTokens]}; negative for {@link #addDrawnToken}. */
    public MemorySegment tokenIds() {
        return tokenIds;
    }

    /** I32 {@code [maxTokens]}: position of each token in its sequence. */
    public MemorySegment positions() {
        return positions;
    }

    /** I32 {@code [maxTokens]}: the slot mapping of a group. */
    public MemorySegment slots(int group) {
        return slots[group];
    }

    /** I32 {@code [maxSequences + 1]}. */
    public MemorySegment queryStart() {
        return queryStart;
    }

    /** I32 {@code [maxSequences]}. */
    public MemorySegment sequenceLengths() {
        return sequenceLengths;
    }

    /** I32 {@code [maxSequences, maxBlocksPerSequence]}: the block table of a group. Entries of blocks that left the group's window are the null block. */
    public MemorySegment blockTable(int group) {
        return blockTables[group];
    }

    /** I32 {@code [maxTokens]}: tokens whose logits are wanted. */
    public MemorySegment logitTokens() {
        return logitTokens;
    }
}

package dev.octavo.runtime.schedule;

import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.runtime.kv.BlockPool;
import dev.octavo.runtime.kv.SequenceBlocks;

/**
 * Writes a plan into a {@link StepBatch}. Remembers what each row of the block table holds: in steady decode only new blocks are written.
 */
public final class BatchWriter {

    private final StepBatch batch;
    private final int blockSize;
    private final long[] rowTenure;
    private final int[] rowCount;
    private final int[][] rowDropped;

    /** For a batch that nobody else writes to. */
    public BatchWriter(StepBatch batch, int blockSize) {
        this.batch = batch;
        this.blockSize = blockSize;
        this.rowTenure = new long[batch.maxSequences()];
        this.rowCount = new int[batch.maxSequences()];
        this.rowDropped = new int[batch.groups()][batch.maxSequences()];
    }

    /** The batch that this writes. */
    public StepBatch batch() {
        return batch;
    }

    /** Replaces the content of the batch. */
    public void write(StepPlan<?> plan) {
        batch.clear();
        for (int row = 0; row < plan.sequences().size(); row++) {
            Sequence sequence = plan.sequences().get(row);
            SequenceShare share = plan.share(row);
            writeTokens(sequence, share);
            writeBlocks(row, sequence.blocks());
            batch.endSequence(share.end());
        }
    }

    private void writeTokens(Sequence sequence, SequenceShare share) {
        int[] tokens = sequence.tokens();
        SequenceBlocks blocks = sequence.blocks();
        int end = share.end();
        int firstWanted = share.firstPromptRow();
        int endWanted = firstWanted + share.promptRows();
        for (int position = share.start(); position < end; position++) {
            int slot = slot(blocks, 0, position);
            if (position < sequence.length()) {
                batch.addToken(tokens[position], position, slot);
            } else {
                batch.addDrawnToken(sequence.pendingRow(), position, slot);
            }
            for (int group = 1; group < batch.groups(); group++) {
                batch.slot(group, slot(blocks, group, position));
            }
            if ((position >= firstWanted && position < endWanted) || (share.samples() && position == end - 1)) {
                batch.wantLogits();
            }
        }
    }

    private int slot(SequenceBlocks blocks, int group, int position) {
        return blocks.ids(group)[position / blockSize] * blockSize + position % blockSize;
    }

    private void writeBlocks(int row, SequenceBlocks blocks) {
        int from = rowTenure[row] == blocks.tenure() ? rowCount[row] : 0;
        for (int group = 0; group < batch.groups(); group++) {
            int[] ids = blocks.ids(group);
            if (from == 0) {
                batch.blocks(group, row, ids, blocks.count());
            } else {
                for (int i = rowDropped[group][row]; i < blocks.dropped(group); i++) {
                    batch.block(group, row, i, BlockPool.NULL_BLOCK);
                }
                for (int i = from; i < blocks.count(); i++) {
                    batch.block(group, row, i, ids[i]);
                }
            }
            rowDropped[group][row] = blocks.dropped(group);
        }
        rowTenure[row] = blocks.tenure();
        rowCount[row] = blocks.count();
    }
}

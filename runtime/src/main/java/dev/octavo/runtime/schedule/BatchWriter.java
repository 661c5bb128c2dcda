package dev.octavo.runtime.schedule;

import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.runtime.kv.SequenceBlocks;

/**
 * Writes a plan into a {@link StepBatch}. Remembers what each row of the block table holds: in steady decode only new blocks are written.
 */
public final class BatchWriter {

    private final StepBatch batch;
    private final int blockSize;
    private final long[] rowTenure;
    private final int[] rowCount;

    /** For a batch that nobody else writes to. */
    public BatchWriter(StepBatch batch, int blockSize) {
        this.batch = batch;
        this.blockSize = blockSize;
        this.rowTenure = new long[batch.maxSequences()];
        this.rowCount = new int[batch.maxSequences()];
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
        int[] ids = sequence.blocks().ids();
        int end = share.end();
        int firstWanted = share.firstPromptRow();
        int endWanted = firstWanted + share.promptRows();
        for (int position = share.start(); position < end; position++) {
            batch.addToken(tokens[position], position, ids[position / blockSize] * blockSize + position % blockSize);
            if ((position >= firstWanted && position < endWanted) || (share.samples() && position == end - 1)) {
                batch.wantLogits();
            }
        }
    }

    private void writeBlocks(int row, SequenceBlocks blocks) {
        int from = rowTenure[row] == blocks.tenure() ? rowCount[row] : 0;
        if (from == 0) {
            batch.blocks(row, blocks.ids(), blocks.count());
        } else {
            for (int i = from; i < blocks.count(); i++) {
                batch.block(row, i, blocks.ids()[i]);
            }
        }
        rowTenure[row] = blocks.tenure();
        rowCount[row] = blocks.count();
    }
}

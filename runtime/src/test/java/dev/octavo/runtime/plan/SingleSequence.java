package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.ModelRunner;
import dev.octavo.runtime.execute.StepBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Feeds one sequence to a runner, its blocks scattered over the pool. */
final class SingleSequence {

    private final ModelRunner runner;
    private int length;

    SingleSequence(ModelRunner runner) {
        this.runner = runner;
    }

    /** Appends tokens and returns the logits after the last one. */
    float[] append(int[] ids) {
        StepBatch batch = runner.batch();
        batch.clear();
        int blockSize = runner.limits().blockSize();
        for (int id : ids) {
            for (int group = 0; group < batch.groups(); group++) {
                int block = block(length / blockSize * batch.groups() + group);
                batch.block(group, 0, length / blockSize, block);
                int slot = block * blockSize + length % blockSize;
                if (group == 0) {
                    batch.addToken(id, length, slot);
                } else {
                    batch.slot(group, slot);
                }
            }
            length++;
        }
        batch.wantLogits();
        batch.endSequence(length);
        MemorySegment logits = runner.step();
        float[] row = new float[runner.limits().vocabularySize()];
        MemorySegment.copy(logits, ValueLayout.JAVA_FLOAT, 0, row, 0, row.length);
        return row;
    }

    /** A permutation of the blocks, so that neighbours in the sequence are not neighbours in the pool. */
    private int block(int index) {
        int usable = runner.limits().blocks() - 1;
        return 1 + (int) ((index * 7L + 3) % usable);
    }

    static int argmax(float[] row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            if (row[i] > row[best]) {
                best = i;
            }
        }
        return best;
    }
}

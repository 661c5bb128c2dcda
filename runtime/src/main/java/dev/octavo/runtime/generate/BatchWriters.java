package dev.octavo.runtime.generate;

import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.runtime.schedule.BatchWriter;
import java.util.ArrayList;
import java.util.List;

/** A writer for each batch of a runner, of which there are one or two. */
final class BatchWriters {

    private final int blockSize;
    private final List<BatchWriter> writers = new ArrayList<>();

    BatchWriters(int blockSize) {
        this.blockSize = blockSize;
    }

    @SuppressWarnings("ReferenceEquality") // batches have identity
    BatchWriter of(StepBatch batch) {
        for (int i = 0; i < writers.size(); i++) {
            if (writers.get(i).batch() == batch) {
                return writers.get(i);
            }
        }
        BatchWriter writer = new BatchWriter(batch, blockSize);
        writers.add(writer);
        return writer;
    }

    /** The batches are gone. */
    void clear() {
        writers.clear();
    }
}
